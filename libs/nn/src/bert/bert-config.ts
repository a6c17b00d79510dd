/** What the two families differ in: the head, where positions start, token types, the prefix of the parameters. */
export type BertFamily = 'bert' | 'roberta';

/** Sizes and settings of a BERT or RoBERTa encoder. Plain data. */
export interface BertConfig {
  readonly family: BertFamily;
  readonly vocabularySize: number;
  /** Width D. */
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
  /** Width F of the feed-forward layer. */
  readonly ffnDim: number;
  /** Rows of the table of positions; RoBERTa leaves the first `paddingId + 1` of them unused. */
  readonly maxPositions: number;
  /** Rows of the table of token types. */
  readonly typeVocabulary: number;
  readonly layerNormEpsilon: number;
  /** After the embeddings, after attention and feed-forward layer, and in the head. */
  readonly dropout: number;
  /** On the attention weights. */
  readonly attentionDropout: number;
  readonly paddingId: number;
  /** Standard deviation of fresh weights. */
  readonly initializerRange: number;
}

/** BERT-base (Devlin et al. 2019) with the vocabulary of the cased model: 12 layers, 768, 12 heads. */
export const bertBase: BertConfig = {
  family: 'bert',
  vocabularySize: 28_996,
  dim: 768,
  layers: 12,
  heads: 12,
  ffnDim: 3072,
  maxPositions: 512,
  typeVocabulary: 2,
  layerNormEpsilon: 1e-12,
  dropout: 0.1,
  attentionDropout: 0.1,
  paddingId: 0,
  initializerRange: 0.02,
};

/** RoBERTa-large (Liu et al. 2019): 24 layers, 1024, 16 heads. */
export const robertaLarge: BertConfig = {
  family: 'roberta',
  vocabularySize: 50_265,
  dim: 1024,
  layers: 24,
  heads: 16,
  ffnDim: 4096,
  maxPositions: 514,
  typeVocabulary: 1,
  layerNormEpsilon: 1e-5,
  dropout: 0.1,
  attentionDropout: 0.1,
  paddingId: 1,
  initializerRange: 0.02,
};

const counts = [
  ...(['vocabularySize', 'dim', 'layers', 'heads', 'ffnDim', 'maxPositions', 'typeVocabulary'] as const),
];

/** Most tokens of a sequence. */
export function longestSequence({ family, maxPositions, paddingId }: BertConfig): number {
  return family === 'bert' ? maxPositions : maxPositions - paddingId - 1;
}

/** Throws a sentence naming the first setting that cannot work; returns the configuration otherwise. */
export function checkBertConfig(config: BertConfig): BertConfig {
  const fail = (expected: string, got: number): never => {
    throw new Error(`BertConfig: expected ${expected}, got ${got}`);
  };
  for (const key of counts) {
    if (!Number.isInteger(config[key]) || config[key] < 1)
      fail(`${key} to be a positive integer`, config[key]);
  }
  for (const key of ['dropout', 'attentionDropout'] as const) {
    if (!(config[key] >= 0 && config[key] < 1)) fail(`${key} in [0, 1)`, config[key]);
  }
  if (config.dim % config.heads !== 0) fail(`dim to be a multiple of heads (${config.heads})`, config.dim);
  if (!(config.layerNormEpsilon > 0)) fail('layerNormEpsilon above 0', config.layerNormEpsilon);
  const { paddingId, vocabularySize } = config;
  if (!Number.isInteger(paddingId) || paddingId < 0 || paddingId >= vocabularySize) {
    fail(`paddingId inside the vocabulary (0 to ${vocabularySize - 1})`, paddingId);
  }
  if (longestSequence(config) < 1) fail('room for at least one token in maxPositions', config.maxPositions);
  return config;
}
