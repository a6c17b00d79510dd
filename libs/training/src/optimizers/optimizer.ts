import type { GradientClip } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';

/** Parameters by name, in a fixed order. A `Map` or any iterable of [name, variable]. */
export type NamedVariables = Iterable<readonly [string, tf.Variable]>;

/** The numbers of an update. */
export interface UpdateNumbers {
  readonly learningRate: number;
  /** Every gradient is multiplied by this first: the averaging of the update. Default 1. */
  readonly gradientScale?: number;
}

/** What an update needs besides the gradients. */
export interface OptimizerStep extends UpdateNumbers {
  /** Clips the scaled gradients by their global norm, wherever that is. */
  readonly clip?: GradientClip | undefined;
}

/** Everything an optimizer must have back to go on exactly where it was. */
export interface OptimizerState {
  /** Live state by name (`m/<parameter>`, ...); owned by the optimizer, do not dispose. */
  readonly tensors: ReadonlyMap<string, tf.Variable>;
  /** Host-side numbers such as the number of updates made. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** State read back from a checkpoint. */
export interface SavedOptimizerState {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Updates parameters in place from gradients. */
export interface Optimizer {
  /** The host's part of an update: its numbers. What an engine runs by itself then makes the update (see `update`). */
  advance(numbers: UpdateNumbers): void;
  /**
   * The device's part of the update that `advance` was called for. A parameter without a gradient is left as it is.
   * Gradients stay the caller's.
   * @throws Error when a gradient belongs to no parameter.
   */
  update(gradients: ReadonlyMap<string, tf.Tensor>, clip?: GradientClip): void;
  state(): OptimizerState;
  /** @throws Error when a tensor or number is missing or has another shape. */
  restore(state: SavedOptimizerState): void;
  dispose(): void;
}

/** Makes one update: both its parts. */
export function applyGradients(
  optimizer: Optimizer,
  gradients: ReadonlyMap<string, tf.Tensor>,
  { clip, ...numbers }: OptimizerStep,
): void {
  optimizer.advance(numbers);
  optimizer.update(gradients, clip);
}
