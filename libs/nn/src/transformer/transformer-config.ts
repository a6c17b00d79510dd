import type { LayerSettings } from './layer-context.js';

/** Which embedding matrices are one: `all` source, target and output; `decoder` target and output; `none`. */
export type EmbeddingSharing = 'all' | 'decoder' | 'none';

/** Sizes and settings of an encoder-decoder Transformer (Vaswani et al. 2017). Plain data. */
export interface TransformerConfig extends LayerSettings {
  /** Model width D. */
  readonly dim: number;
  /** Width F of the feed-forward layer. */
  readonly ffnDim: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly sourceVocabulary: number;
  readonly targetVocabulary: number;
  readonly share: EmbeddingSharing;
  /** After the embedding sum too. */
  readonly dropout: number;
  /** Pre-norm (with a final norm after each stack) instead of the paper's post-norm. */
  readonly normalizeBefore: boolean;
  readonly paddingId: number;
  /** Factor on token embeddings before positions are added; the square root of `dim` unless given. */
  readonly embedScale?: number;
}

/** `transformer_iwslt_de_en` as the paper's IWSLT runs use it: 6+6 layers, 512/1024, 4 heads, dropout 0.3, all tied. */
export function transformerIwslt(
  sourceVocabulary: number,
  targetVocabulary = sourceVocabulary,
): TransformerConfig {
  return {
    dim: 512,
    ffnDim: 1024,
    heads: 4,
    encoderLayers: 6,
    decoderLayers: 6,
    sourceVocabulary,
    targetVocabulary,
    share: 'all',
    dropout: 0.3,
    attentionDropout: 0,
    activationDropout: 0,
    normalizeBefore: false,
    paddingId: 1,
    activation: 'relu',
  };
}

/**
 * `transformer_vaswani_wmt_en_de_big` with the dropout the R-Drop authors give for WMT14: 6+6 layers, 1024/4096, 16 heads,
 * dropout, attention dropout and activation dropout 0.1, all tied.
 */
export function transformerWmtBig(
  sourceVocabulary: number,
  targetVocabulary = sourceVocabulary,
): TransformerConfig {
  return {
    ...transformerIwslt(sourceVocabulary, targetVocabulary),
    dim: 1024,
    ffnDim: 4096,
    heads: 16,
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0.1,
  };
}

const positiveIntegers = [
  'dim',
  'ffnDim',
  'heads',
  'encoderLayers',
  'decoderLayers',
  'sourceVocabulary',
  'targetVocabulary',
] as const;

/** Throws a sentence naming the first setting that cannot work; returns the configuration otherwise. */
export function checkTransformerConfig(config: TransformerConfig): TransformerConfig {
  const fail = (expected: string, got: unknown): never => {
    throw new Error(`TransformerConfig: expected ${expected}, got ${String(got)}`);
  };
  for (const key of positiveIntegers) {
    if (!Number.isInteger(config[key]) || config[key] < 1)
      fail(`${key} to be a positive integer`, config[key]);
  }
  for (const key of ['dropout', 'attentionDropout', 'activationDropout'] as const) {
    if (!(config[key] >= 0 && config[key] < 1)) fail(`${key} in [0, 1)`, config[key]);
  }
  if (config.dim < 4) fail('dim of at least 4', config.dim);
  if (config.dim % config.heads !== 0) fail(`dim to be a multiple of heads (${config.heads})`, config.dim);
  const smallest = Math.min(config.sourceVocabulary, config.targetVocabulary);
  if (!Number.isInteger(config.paddingId) || config.paddingId < 0 || config.paddingId >= smallest) {
    fail(`paddingId inside both vocabularies (0 to ${smallest - 1})`, config.paddingId);
  }
  if (config.share === 'all' && config.sourceVocabulary !== config.targetVocabulary) {
    fail(
      `equal vocabularies when share is "all"`,
      `${config.sourceVocabulary} and ${config.targetVocabulary}`,
    );
  }
  return config;
}
