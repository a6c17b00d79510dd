import type { AdaptiveDivergence, AdaptiveLayers, AdaptiveTargets } from '@rdrop/ops';
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

/** The states before an adaptive softmax, its layers, and the labels of the batch sorted by its clusters. */
export interface AdaptiveLogits {
  /** [m*B, D] or [m*B, T, D] */
  readonly states: tf.Tensor;
  readonly adaptive: AdaptiveLayers;
  readonly targets: AdaptiveTargets;
  /** What is taken for the divergence of the passes; see `AdaptiveDivergence`. */
  readonly divergence: AdaptiveDivergence;
}

/**
 * What a model gives to the loss: logits [m*B, ..., V]; or the states before the output projection and the projection,
 * so that an engine that can need never hold all logits (both give the same numbers); or an adaptive softmax.
 */
export type ModelOutput = tf.Tensor | UnprojectedLogits | AdaptiveLogits;

export function isAdaptive(output: ModelOutput): output is AdaptiveLogits {
  return 'adaptive' in output;
}

export function isUnprojected(output: ModelOutput): output is UnprojectedLogits {
  return 'projection' in output;
}
