/** Sizes and settings of BART (Lewis et al. 2020). Plain data. */
export interface BartConfig {
  /** Model width D. */
  readonly dim: number;
  /** Width F of the feed-forward layers of both stacks. */
  readonly ffnDim: number;
  /** Of both stacks. */
  readonly heads: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** One for source and target. */
  readonly vocabulary: number;
  /** The longest source or target in tokens; the tables of positions have two rows more. */
  readonly maxPositions: number;
  /** After the embedding norm and after every sublayer. */
  readonly dropout: number;
  readonly attentionDropout: number;
  readonly activationDropout: number;
  /** Embeddings times sqrt(D) before positions are added. */
  readonly scaleEmbedding: boolean;
  readonly paddingId: number;
}

/** `bart.large` with the dropout of its fine-tuning on CNN/DailyMail: 12+12 layers, 1024/4096, 16 heads, 406 M parameters. */
export function bartLarge(vocabulary = 50_265): BartConfig {
  return {
    dim: 1024,
    ffnDim: 4096,
    heads: 16,
    encoderLayers: 12,
    decoderLayers: 12,
    vocabulary,
    maxPositions: 1024,
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0,
    scaleEmbedding: false,
    paddingId: 1,
  };
}

const counts = [
  'dim',
  'ffnDim',
  'heads',
  'encoderLayers',
  'decoderLayers',
  'vocabulary',
  'maxPositions',
] as const;

/** Throws a sentence naming the first setting that cannot work; returns the configuration otherwise. */
export function checkBartConfig(config: BartConfig): BartConfig {
  const fail = (expected: string, got: number): never => {
    throw new Error(`BartConfig: expected ${expected}, got ${got}`);
  };
  for (const key of counts) {
    if (!Number.isInteger(config[key]) || config[key] < 1)
      fail(`${key} to be a positive integer`, config[key]);
  }
  for (const key of ['dropout', 'attentionDropout', 'activationDropout'] as const) {
    if (!(config[key] >= 0 && config[key] < 1)) fail(`${key} in [0, 1)`, config[key]);
  }
  if (config.dim % config.heads !== 0) fail(`dim to be a multiple of heads (${config.heads})`, config.dim);
  if (!Number.isInteger(config.paddingId) || config.paddingId < 0 || config.paddingId >= config.vocabulary) {
    fail(`paddingId inside the vocabulary (0 to ${config.vocabulary - 1})`, config.paddingId);
  }
  return config;
}
