import type { LayerSettings } from '../transformer/layer-context.js';

/** One matrix of word vectors [V, D], and a softmax over all words. */
export interface FullVocabulary {
  readonly kind: 'full';
  /** The output projection is the embedding. */
  readonly tied: boolean;
}

/** Adaptive input (Baevski and Auli 2019) and adaptive softmax (Grave et al. 2017): rare words have narrow vectors. */
export interface AdaptiveVocabulary {
  readonly kind: 'adaptive';
  /** First word of the second band, of the third, ...: [20000, 60000] makes three bands. Words are numbered by frequency. */
  readonly cutoffs: readonly number[];
  /** Band i has vectors of width dim / factor^i. */
  readonly factor: number;
  /** Input and output share word vectors. */
  readonly tieWeights: boolean;
  /** Input and output share the projections between narrow vectors and states; those of the first band are never shared. */
  readonly tieProjections: boolean;
  /** Of the narrow layers of the softmax. */
  readonly tailDropout: number;
}

/** fairseq's sinusoids, or a learned table of so many rows. */
export type Positions = { readonly kind: 'sinusoidal' } | { readonly kind: 'learned'; readonly rows: number };

/** Sizes and settings of a decoder-only Transformer. Plain data. */
export interface LanguageModelConfig extends LayerSettings {
  /** Model width D. */
  readonly dim: number;
  /** Width F of the feed-forward layer. */
  readonly ffnDim: number;
  readonly layers: number;
  readonly vocabulary: number;
  readonly words: FullVocabulary | AdaptiveVocabulary;
  readonly positions: Positions;
  /** A layer norm after the last layer. */
  readonly finalNorm: boolean;
  /**
   * Its word vector starts at 0 and is never trained, and sinusoidal positions begin after it; sequences themselves hold no
   * padding. Null: there is no such word.
   */
  readonly paddingId: number | null;
}

/** fairseq's `transformer_lm_gpt` as the paper trains it on WikiText-103: 12 layers, 768/3072, 12 heads, all words tied. */
export function transformerLmGpt(vocabulary: number): LanguageModelConfig {
  return {
    dim: 768,
    ffnDim: 3072,
    heads: 12,
    layers: 12,
    vocabulary,
    words: { kind: 'full', tied: true },
    positions: { kind: 'sinusoidal' },
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0,
    activation: 'gelu',
    normalizeBefore: true,
    finalNorm: true,
    paddingId: 1,
  };
}

/** fairseq's `transformer_lm_wiki103` (Adaptive Input): 16 layers, 1024/4096, 8 heads, no final norm, three bands. */
export function transformerLmWiki103(vocabulary: number): LanguageModelConfig {
  return {
    dim: 1024,
    ffnDim: 4096,
    heads: 8,
    layers: 16,
    vocabulary,
    words: {
      kind: 'adaptive',
      cutoffs: [20_000, 60_000],
      factor: 4,
      tieWeights: true,
      tieProjections: true,
      tailDropout: 0.2,
    },
    positions: { kind: 'sinusoidal' },
    dropout: 0.3,
    attentionDropout: 0.1,
    activationDropout: 0.1,
    activation: 'relu',
    normalizeBefore: true,
    finalNorm: false,
    paddingId: 1,
  };
}

/** Throws a sentence naming the first setting that cannot work; returns the configuration otherwise. */
export function checkLanguageModelConfig(config: LanguageModelConfig): LanguageModelConfig {
  const { dim, heads, vocabulary, words, positions, paddingId } = config;
  const fail = (expected: string, got: unknown): never => {
    throw new Error(`LanguageModelConfig: expected ${expected}, got ${String(got)}`);
  };
  for (const key of ['dim', 'ffnDim', 'heads', 'layers', 'vocabulary'] as const) {
    if (!Number.isInteger(config[key]) || config[key] < 1)
      fail(`${key} to be a positive integer`, config[key]);
  }
  for (const key of ['dropout', 'attentionDropout', 'activationDropout'] as const) {
    if (!(config[key] >= 0 && config[key] < 1)) fail(`${key} in [0, 1)`, config[key]);
  }
  if (dim % heads !== 0) fail(`dim to be a multiple of heads (${heads})`, dim);
  if (positions.kind === 'sinusoidal' && dim < 4) fail('dim of at least 4', dim);
  if (positions.kind === 'learned' && !(positions.rows >= 1)) fail('at least one position', positions.rows);
  const isWord =
    paddingId === null || (Number.isInteger(paddingId) && paddingId >= 0 && paddingId < vocabulary);
  if (!isWord) fail(`paddingId inside the vocabulary (0 to ${vocabulary - 1})`, paddingId);
  if (words.kind === 'full') return config;
  const { cutoffs, factor, tailDropout } = words;
  const rising = cutoffs.every(
    (cutoff, i) =>
      Number.isInteger(cutoff) && cutoff > (cutoffs[i - 1] ?? paddingId ?? 0) && cutoff < vocabulary,
  );
  if (cutoffs.length === 0 || !rising)
    fail(
      `rising cutoffs between the padding id and the vocabulary (${vocabulary})`,
      `[${cutoffs.join(', ')}]`,
    );
  if (!(factor >= 1) || dim / factor ** cutoffs.length < 1)
    fail(`a factor from 1 that leaves width for ${cutoffs.length} tails of ${dim}`, factor);
  if (!(tailDropout >= 0 && tailDropout < 1)) fail('tailDropout in [0, 1)', tailDropout);
  return config;
}
