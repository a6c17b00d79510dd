import { asFloat32, type Safetensors } from '@rdrop/files';
import * as tf from '@tensorflow/tfjs';
import type { NamedVariables } from '../optimizers/optimizer.js';
import type { SavedOptimizerState } from '../optimizers/optimizer.js';
import {
  CheckpointError,
  OPTIMIZER_PREFIX,
  readCheckpoint,
  type LoadedCheckpoint,
} from './checkpoint-file.js';

/**
 * Sets parameters from tensors of the same names. Either all are set or none.
 * @param source named in errors.
 * @throws CheckpointError when a name is missing, left over, or has another shape.
 */
export function assignParameters(
  parameters: NamedVariables,
  tensors: Safetensors['tensors'],
  source: string,
): void {
  const named = new Map(parameters);
  for (const name of tensors.keys()) {
    if (!named.has(name))
      throw new CheckpointError(`${source}: holds '${name}', which the model does not have`);
  }
  const updates = [...named].map(([name, variable]) => {
    const tensor = tensors.get(name);
    if (tensor === undefined)
      throw new CheckpointError(`${source}: does not hold the model's parameter '${name}'`);
    if (tensor.shape.join() !== variable.shape.join()) {
      throw new CheckpointError(
        `${source}: expected '${name}' to be [${variable.shape.join(', ')}], got [${tensor.shape.join(', ')}]`,
      );
    }
    return { variable, tensor };
  });
  for (const { variable, tensor } of updates) {
    tf.tidy(() => variable.assign(tf.tensor(asFloat32(tensor), variable.shape, 'float32')));
  }
}

/** Sets parameters from a checkpoint file, verifying it. Optimizer state is not read. */
export async function loadParameters(file: string, parameters: NamedVariables): Promise<LoadedCheckpoint> {
  const checkpoint = await readCheckpoint(file, (name) => !name.startsWith(OPTIMIZER_PREFIX));
  assignParameters(parameters, checkpoint.tensors, file);
  return checkpoint;
}

/** The two kinds of tensors of a checkpoint, apart. */
export function splitCheckpoint(checkpoint: LoadedCheckpoint): {
  parameters: Safetensors['tensors'];
  optimizer: SavedOptimizerState;
} {
  const parameters = new Map(checkpoint.tensors);
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [name, tensor] of checkpoint.tensors) {
    if (!name.startsWith(OPTIMIZER_PREFIX)) continue;
    parameters.delete(name);
    tensors.set(name.slice(OPTIMIZER_PREFIX.length), { shape: tensor.shape, values: asFloat32(tensor) });
  }
  return { parameters, optimizer: { tensors, numbers: checkpoint.state.optimizer } };
}

/** Refuses a checkpoint of another run. @throws CheckpointError naming what differs. */
export function checkSameRun(
  { file, state }: LoadedCheckpoint,
  { seed, configHash }: { readonly seed: number; readonly configHash: string },
): void {
  if (state.seed !== seed) {
    throw new CheckpointError(
      `${file}: expected the run's seed ${seed}, the checkpoint was made with ${state.seed}`,
    );
  }
  if (state.configHash !== configHash) {
    throw new CheckpointError(
      `${file}: was made with another configuration (${state.configHash || 'none'}, now ${configHash || 'none'}); use a new run folder`,
    );
  }
}
