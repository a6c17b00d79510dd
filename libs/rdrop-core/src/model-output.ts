import type * as tf from '@tensorflow/tfjs';

/** Logits that are not computed yet: states W^T + b. */
export interface UnprojectedLogits {
  /** [m*B, D] or [m*B, T, D] */
  readonly states: tf.Tensor;
  readonly projection: {
    /** [V, D] */
    readonly weight: tf.Tensor2D;
    /** [V] */
    readonly bias?: tf.Tensor1D;
  };
}

/**
 * What a model gives to the loss: logits [m*B, ..., V]; or the states before the output projection and the projection,
 * so that an engine that can need never hold all logits. Both give the same numbers.
 */
export type ModelOutput = tf.Tensor | UnprojectedLogits;

export function isUnprojected(output: ModelOutput): output is UnprojectedLogits {
  return 'projection' in output;
}
