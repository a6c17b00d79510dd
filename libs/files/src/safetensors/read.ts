import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, fileError } from '../file-error.js';
import { decodeValues } from './decode.js';
import { SafetensorsError, type HostTensor, type SafetensorsHeader, type TensorEntry } from './format.js';
import { parseHeader, parseHeaderLength, PREFIX_BYTES } from './header.js';

/** A safetensors file held in memory. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Parses a file already in memory; `file` names it in errors. The input is not trusted. */
export function parseSafetensors(bytes: Uint8Array, file = 'safetensors'): Safetensors {
  const length = parseHeaderLength(bytes.subarray(0, PREFIX_BYTES), bytes.byteLength, file);
  const header = parseHeader(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length), bytes.byteLength, file);
  const tensors = new Map<string, HostTensor>();
  for (const entry of header.entries) {
    const data = bytes.subarray(header.dataStart + entry.begin, header.dataStart + entry.end);
    tensors.set(entry.name, hostTensor(entry, data));
  }
  return { tensors, metadata: header.metadata };
}

/** Reads only the header: names, shapes, dtypes and metadata. */
export async function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  return withFile(file, (handle) => readHeader(handle, file));
}

/**
 * Reads tensors from a file, one at a time, so that files above 2 GiB and files holding more than is wanted are fine.
 * @param wanted keeps only the names it accepts; default all.
 * @throws SafetensorsError for a malformed file, FileError when it cannot be read.
 */
export async function readSafetensors(
  file: string,
  wanted: (name: string) => boolean = () => true,
): Promise<Safetensors> {
  const tensors = new Map<string, HostTensor>();
  const { metadata } = await visitSafetensors(file, (entry, read) => {
    if (!wanted(entry.name)) return undefined;
    return read().then((tensor) => void tensors.set(entry.name, tensor));
  });
  return { tensors, metadata };
}

/**
 * Goes through the tensors of a file in the order of their data; each is read only if the visitor asks for it, and can go
 * before the next one comes. So a model needs the memory of its largest tensor besides its own.
 */
export async function visitSafetensors(
  file: string,
  visit: (entry: TensorEntry, read: () => Promise<HostTensor>) => Promise<void> | undefined,
): Promise<SafetensorsHeader> {
  return withFile(file, async (handle) => {
    const header = await readHeader(handle, file);
    for (const entry of header.entries) {
      const at = header.dataStart + entry.begin;
      await visit(entry, async () =>
        hostTensor(entry, await readExactly(handle, at, entry.end - entry.begin, file)),
      );
    }
    return header;
  });
}

function hostTensor({ dtype, shape }: TensorEntry, data: Uint8Array): HostTensor {
  return { dtype, shape, values: decodeValues(dtype, data) };
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    return await use(handle);
  } catch (error) {
    // Errors without a system code are not the file's but those of the reader or its caller.
    throw errorCode(error) === undefined ? error : fileError('read', file, error);
  } finally {
    await handle?.close();
  }
}

async function readHeader(handle: FileHandle, file: string): Promise<SafetensorsHeader> {
  const { size } = await handle.stat();
  const prefix = await readExactly(handle, 0, Math.min(PREFIX_BYTES, size), file);
  const length = parseHeaderLength(prefix, size, file);
  return parseHeader(await readExactly(handle, PREFIX_BYTES, length, file), size, file);
}

// The four values are one read request; a file that shrinks while it is read must not loop or return zeros.
async function readExactly(
  handle: FileHandle,
  position: number,
  bytes: number,
  file: string,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  let done = 0;
  while (done < bytes) {
    // One read call may not ask for 2 GiB or more.
    const length = Math.min(bytes - done, 2 ** 30);
    const { bytesRead } = await handle.read(buffer, done, length, position + done);
    if (bytesRead === 0) throw new SafetensorsError(`${file}: the file ended ${bytes - done} bytes early`);
    done += bytesRead;
  }
  return buffer;
}
