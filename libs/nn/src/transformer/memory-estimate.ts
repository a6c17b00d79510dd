import type { TransformerConfig } from './transformer-config.js';
import { transformerParameterCounts } from './transformer-parameters.js';

/** Bytes of one training step, by what they hold. */
export interface MemoryEstimate {
  readonly parameters: number;
  readonly gradients: number;
  /** Adam's two moments. */
  readonly optimizer: number;
  /** What the forward pass keeps for the backward pass, with the logits and their gradient. */
  readonly activations: number;
  readonly total: number;
}

/** Rows (both halves of a doubled batch counted) and padded lengths of one batch. */
export interface BatchShape {
  readonly rows: number;
  readonly sourceLength: number;
  readonly targetLength: number;
}

const BYTES = 4;

/**
 * Estimated memory of one float32 training step with fused operations.
 *
 * Parameters P, gradients P and Adam's moments 2P. Activations, in floats per row, with source length S, target length T,
 * width D, feed-forward width F, heads H, target vocabulary V:
 *   attention over L keys, per query:  D (query) + H*L (weights) + D (mixed values) + 2D (normalised sum and its scaled form)
 *   keys and values, per key:          2D
 *   feed-forward, per position:        F (activation; 2F with GELU, F more with activation dropout) + 2D (as above)
 *   embeddings, per position:          2D
 *   output, per target position:       2V (logits and their gradient)
 * so S * [2D + layers * (8D + H*S + f)] + T * [2D + 2V + layers * (12D + H*(T + S) + f)] + layers * S * 2D for the keys and
 * values of the source. Masks cost nothing: they are computed again in the backward pass. Scratch memory of an
 * engine and temporary gradients of activations are not counted.
 */
export function transformerMemoryEstimate(config: TransformerConfig, batch: BatchShape): MemoryEstimate {
  const { dim: D, ffnDim: F, heads: H, targetVocabulary: V } = config;
  const { rows, sourceLength: S, targetLength: T } = batch;
  const hidden = F * (1 + (config.activation === 'gelu' ? 1 : 0) + (config.activationDropout > 0 ? 1 : 0));
  const encoder = S * (2 * D + config.encoderLayers * (8 * D + H * S + hidden));
  const decoder =
    T * (2 * D + 2 * V + config.decoderLayers * (12 * D + H * (T + S) + hidden)) +
    config.decoderLayers * S * 2 * D;
  const count = transformerParameterCounts(config).reduce((sum, part) => sum + part.parameters, 0);
  const parameters = BYTES * count;
  const activations = BYTES * rows * (encoder + decoder);
  return {
    parameters,
    gradients: parameters,
    optimizer: 2 * parameters,
    activations,
    total: 4 * parameters + activations,
  };
}
