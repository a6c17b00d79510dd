import type { LanguageModelConfig } from './language-model-config.js';
import { bandsOf } from './adaptive-bands.js';
import { languageModelParameterCounts } from './language-model-parameters.js';

/** Bytes of one training step of a language model, by what they hold. */
export interface LanguageModelMemory {
  readonly parameters: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** What the forward pass keeps for the backward pass. */
  readonly activations: number;
  /** The logits that are in memory at a time, with their gradient in their place. */
  readonly logits: number;
}

export interface LanguageModelBatch {
  /** Rows, every pass counted. */
  readonly rows: number;
  readonly length: number;
  /** Tensors that the optimizer keeps for a parameter: 2 of Adam, 1 of NAG. */
  readonly optimizerSlots: number;
}

const BYTES = 4;
/** Rows of logits that the simd engine holds at a time, unless 16 MiB are more. */
const CHUNK_ROWS = 384;
const CHUNK_BYTES = 16 * 2 ** 20;

/**
 * Estimated memory of one float32 training step with fused operations. Activations, in floats per position, with width D,
 * feed-forward width F, H heads over T positions: an embedding 3D, and for every layer 12D + H T / 2 (the attention weights
 * below the diagonal) + F (2F with GELU, F more with activation dropout). Masks cost nothing: they are computed again in the
 * backward pass. Logits are made, used and dropped by chunks. Scratch memory of an engine is not counted.
 */
export function languageModelMemoryEstimate(
  config: LanguageModelConfig,
  { rows, length, optimizerSlots }: LanguageModelBatch,
): LanguageModelMemory {
  const { dim: D, ffnDim: F, heads: H, layers, words } = config;
  const hidden = F * (1 + (config.activation === 'gelu' ? 1 : 0) + (config.activationDropout > 0 ? 1 : 0));
  const perPosition = 3 * D + layers * (12 * D + (H * length) / 2 + hidden);
  const parameters =
    BYTES * languageModelParameterCounts(config).reduce((sum, part) => sum + part.parameters, 0);
  const largest =
    words.kind === 'full' ? config.vocabulary : Math.max(...bandsOf(config, words).map(({ size }) => size));
  const whole = rows * length * largest;
  return {
    parameters,
    gradients: parameters,
    optimizer: optimizerSlots * parameters,
    activations: BYTES * rows * length * perPosition,
    logits: BYTES * Math.min(whole, Math.max(CHUNK_BYTES / BYTES, CHUNK_ROWS * largest)),
  };
}
