import type { LayerSettings } from './layer-context.js';
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

/** The sizes that activations depend on. */
export interface ActivationSizes extends Pick<LayerSettings, 'heads' | 'activation' | 'activationDropout'> {
  readonly dim: number;
  readonly ffnDim: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly targetVocabulary: number;
}

export interface MemoryOptions {
  /** Layers are computed again in the backward pass: of each only the input is kept, and the rest of one at a time. Default false. */
  readonly recompute?: boolean;
}

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
export function trainingMemory(
  sizes: ActivationSizes,
  parameterCount: number,
  batch: BatchShape,
  { recompute = false }: MemoryOptions = {},
): MemoryEstimate {
  const { dim: D, ffnDim: F, heads: H, targetVocabulary: V } = sizes;
  const { rows, sourceLength: S, targetLength: T } = batch;
  const hidden = F * (1 + (sizes.activation === 'gelu' ? 1 : 0) + (sizes.activationDropout > 0 ? 1 : 0));
  const encoderLayer = S * (8 * D + H * S + hidden);
  const decoderLayer = T * (12 * D + H * (T + S) + hidden) + S * 2 * D;
  const ends = S * 2 * D + T * (2 * D + 2 * V);
  const layers = recompute
    ? sizes.encoderLayers * S * D + sizes.decoderLayers * T * D + Math.max(encoderLayer, decoderLayer)
    : sizes.encoderLayers * encoderLayer + sizes.decoderLayers * decoderLayer;
  const parameters = BYTES * parameterCount;
  const activations = BYTES * rows * (ends + layers);
  return {
    parameters,
    gradients: parameters,
    optimizer: 2 * parameters,
    activations,
    total: 4 * parameters + activations,
  };
}

/** `trainingMemory` of a Transformer. */
export function transformerMemoryEstimate(
  config: TransformerConfig,
  batch: BatchShape,
  options: MemoryOptions = {},
): MemoryEstimate {
  const count = transformerParameterCounts(config).reduce((sum, part) => sum + part.parameters, 0);
  return trainingMemory(config, count, batch, options);
}
