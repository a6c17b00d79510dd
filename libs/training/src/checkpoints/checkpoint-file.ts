import {
  encodeHeader,
  FileError,
  fileError,
  JsonFieldError,
  PREFIX_BYTES,
  readSafetensors,
  readSafetensorsHeader,
  type Safetensors,
  SafetensorsError,
  tensorBytes,
  type TensorDescription,
  writeAtomic,
} from '@rdrop/files';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import type { NamedVariables } from '../optimizers/optimizer.js';
import { parseTrainingState, type TrainingState } from './training-state.js';

/** Written into every checkpoint; raised when older files can no longer be read. */
export const CHECKPOINT_VERSION = '1';

/** Before the names of optimizer tensors. Parameter names have no slash. */
export const OPTIMIZER_PREFIX = 'optimizer/';

/** A checkpoint that is damaged, of another version, or does not belong to this run. The message is one sentence. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** A parameter holds NaN or infinity; such a state is not worth keeping. */
export class NotFiniteError extends Error {
  override readonly name = 'NotFiniteError';
}

/** What goes into a checkpoint. */
export interface CheckpointContent {
  readonly parameters: NamedVariables;
  readonly optimizer: ReadonlyMap<string, tf.Variable>;
  readonly state: TrainingState;
}

/** A checkpoint read back. */
export interface LoadedCheckpoint {
  readonly file: string;
  readonly tensors: Safetensors['tensors'];
  readonly state: TrainingState;
}

const UNSIGNED = '0'.repeat(64);

/**
 * Writes parameters (plain names), optimizer tensors (prefixed) and state as one safetensors file, atomically. Tensors
 * go from the device to the file one at a time. The file carries its own SHA-256, taken with the digits of the checksum
 * itself as zeros, so that file and checksum can never part.
 * @throws NotFiniteError when a parameter holds NaN or infinity.
 */
export async function writeCheckpoint(file: string, content: CheckpointContent): Promise<void> {
  const parameters = [...content.parameters];
  const optimizer = [...content.optimizer].map(([name, t]) => [`${OPTIMIZER_PREFIX}${name}`, t] as const);
  const tensors = [...parameters, ...optimizer];
  const descriptions = tensors.map(([name, { shape }]): TensorDescription => ({ name, dtype: 'F32', shape }));
  const header = encodeHeader(
    descriptions,
    new Map([
      ['format', 'rdrop-checkpoint'],
      ['version', CHECKPOINT_VERSION],
      ['sha256', UNSIGNED],
      ['state', JSON.stringify(content.state)],
    ]),
  );
  const hash = createHash('sha256').update(header);
  await writeAtomic(file, async (writer) => {
    await writer.append(header);
    for (const [at, [name, variable]] of tensors.entries()) {
      const values = await variable.data();
      if (!(values instanceof Float32Array)) {
        throw new CheckpointError(`expected '${name}' to be float32, got ${variable.dtype}`);
      }
      if (at < parameters.length && !values.every(Number.isFinite)) {
        throw new NotFiniteError(`parameter '${name}' became NaN or infinite`);
      }
      const bytes = tensorBytes(name, variable.shape, values);
      hash.update(bytes);
      await writer.append(bytes);
    }
    await writer.overwrite(checksumPosition(header, UNSIGNED), Buffer.from(hash.digest('hex')));
  });
}

/**
 * Reads and verifies a checkpoint.
 * @param wanted keeps only the tensors it accepts; the checksum covers the whole file all the same.
 * @throws CheckpointError in one sentence for a truncated, changed or foreign file; FileError when it cannot be read.
 */
export async function readCheckpoint(
  file: string,
  wanted: (name: string) => boolean = () => true,
): Promise<LoadedCheckpoint> {
  try {
    await verifyChecksum(file);
    const { tensors, metadata } = await readSafetensors(file, wanted);
    return { file, tensors, state: parseTrainingState(metadata.get('state') ?? '') };
  } catch (error) {
    if (error instanceof SafetensorsError) throw new CheckpointError(error.message, { cause: error });
    if (error instanceof JsonFieldError) {
      throw new CheckpointError(`${file}: its training state cannot be read: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}

async function verifyChecksum(file: string): Promise<void> {
  const { metadata, dataStart } = await readSafetensorsHeader(file);
  const stated = metadata.get('sha256');
  if (metadata.get('format') !== 'rdrop-checkpoint' || stated?.length !== UNSIGNED.length) {
    throw new CheckpointError(
      `${file}: expected a checkpoint written by training, got another safetensors file`,
    );
  }
  const version = metadata.get('version');
  if (version !== CHECKPOINT_VERSION) {
    throw new CheckpointError(
      `${file}: expected checkpoint version ${CHECKPOINT_VERSION}, got ${version ?? 'none'}`,
    );
  }
  const actual = await checksum(file, dataStart, stated);
  if (actual !== stated) {
    throw new CheckpointError(`${file}: the checksum does not match its content; the file is damaged`);
  }
}

async function checksum(file: string, dataStart: number, stated: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const header = Buffer.alloc(dataStart);
      await handle.read(header, 0, dataStart, 0);
      header.write(UNSIGNED, checksumPosition(header, stated), 'latin1');
      const hash = createHash('sha256').update(header);
      const chunk = Buffer.alloc(1 << 20);
      for (let position = dataStart; ;) {
        const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength, position);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(chunk.subarray(0, bytesRead));
        position += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof FileError ? error : fileError('read', file, error);
  }
}

/** Where the digits of the checksum lie in the file. */
function checksumPosition(header: Uint8Array, digits: string): number {
  const key = '"sha256":"';
  const at = Buffer.from(header.buffer, header.byteOffset, header.byteLength).indexOf(
    key + digits,
    PREFIX_BYTES,
  );
  if (at < 0) throw new CheckpointError('the header of the checkpoint states no checksum');
  return at + key.length;
}
