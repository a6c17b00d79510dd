import { BenchUsageError } from './errors.js';

/** What the layers of every model need. */
export interface LayerSize {
  /** Width D. */
  readonly dim: number;
  readonly heads: number;
  /** Width of the feed-forward layer. */
  readonly ffnDim: number;
  /** One rate for every site: embedding, attention weights, after attention, activation, feed-forward layer. */
  readonly dropout: number;
  /** Samples of a batch, before it is doubled. */
  readonly batch: number;
}

/** An encoder-decoder model on pairs of sequences. */
export interface PairSize extends LayerSize {
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly vocabulary: number;
  /** Length of a source sequence, in tokens. */
  readonly source: number;
  /** Length of a target sequence, in tokens. */
  readonly target: number;
}

/** A causal language model. */
export interface LanguageModelSize extends LayerSize {
  readonly decoderLayers: number;
  readonly vocabulary: number;
  /** Length of a sequence, in tokens. */
  readonly length: number;
}

/** An encoder that classifies a sequence. */
export interface SentenceSize extends LayerSize {
  readonly encoderLayers: number;
  readonly vocabulary: number;
  /** Length of a sequence, in tokens. */
  readonly length: number;
  readonly classes: number;
}

/** An encoder that classifies a square RGB image from its patches. */
export interface ImageSize extends LayerSize {
  readonly encoderLayers: number;
  /** Side of the image, in pixels. */
  readonly image: number;
  /** Side of a patch, in pixels. */
  readonly patch: number;
  readonly classes: number;
}

/** Rows of the learned table of positions of every model of tokens. */
export const MAX_POSITIONS = 1024;

const miniPair = {
  dim: 256,
  heads: 4,
  ffnDim: 1024,
  encoderLayers: 3,
  decoderLayers: 3,
  vocabulary: 8000,
} as const;

/** The models that can be timed: task, then size. They are the peer's, parameter for parameter. */
export const SIZES = {
  mt: {
    mini: { ...miniPair, batch: 32, source: 24, target: 24, dropout: 0.3 },
    iwslt: {
      dim: 512,
      heads: 4,
      ffnDim: 1024,
      encoderLayers: 6,
      decoderLayers: 6,
      vocabulary: 10_152,
      batch: 128,
      source: 32,
      target: 32,
      dropout: 0.3,
    },
    'wmt-big': {
      dim: 1024,
      heads: 16,
      ffnDim: 4096,
      encoderLayers: 6,
      decoderLayers: 6,
      vocabulary: 32_768,
      batch: 128,
      source: 32,
      target: 32,
      dropout: 0.3,
    },
  },
  glue: {
    mini: {
      dim: 256,
      heads: 4,
      ffnDim: 1024,
      encoderLayers: 4,
      vocabulary: 30_522,
      batch: 32,
      length: 64,
      classes: 2,
      dropout: 0.1,
    },
    'bert-base': {
      dim: 768,
      heads: 12,
      ffnDim: 3072,
      encoderLayers: 12,
      vocabulary: 30_522,
      batch: 32,
      length: 128,
      classes: 2,
      dropout: 0.1,
    },
  },
  lm: {
    mini: {
      dim: 256,
      heads: 4,
      ffnDim: 1024,
      decoderLayers: 4,
      vocabulary: 10_000,
      batch: 8,
      length: 128,
      dropout: 0.1,
    },
    base: {
      dim: 512,
      heads: 8,
      ffnDim: 2048,
      decoderLayers: 6,
      vocabulary: 32_768,
      batch: 16,
      length: 512,
      dropout: 0.1,
    },
  },
  vit: {
    mini: {
      dim: 192,
      heads: 3,
      ffnDim: 768,
      encoderLayers: 6,
      image: 32,
      patch: 4,
      batch: 64,
      classes: 100,
      dropout: 0.1,
    },
    b16: {
      dim: 768,
      heads: 12,
      ffnDim: 3072,
      encoderLayers: 12,
      image: 224,
      patch: 16,
      batch: 64,
      classes: 100,
      dropout: 0.1,
    },
  },
  sum: {
    mini: { ...miniPair, batch: 8, source: 256, target: 48, dropout: 0.1 },
    'bart-large': {
      dim: 1024,
      heads: 16,
      ffnDim: 4096,
      encoderLayers: 12,
      decoderLayers: 12,
      vocabulary: 50_264,
      batch: 8,
      source: 1024,
      target: 128,
      dropout: 0.1,
    },
  },
} as const satisfies {
  readonly mt: Readonly<Record<string, PairSize>>;
  readonly glue: Readonly<Record<string, SentenceSize>>;
  readonly lm: Readonly<Record<string, LanguageModelSize>>;
  readonly vit: Readonly<Record<string, ImageSize>>;
  readonly sum: Readonly<Record<string, PairSize>>;
};

export const TASKS = ['mt', 'glue', 'lm', 'vit', 'sum'] as const;
export type TaskName = (typeof TASKS)[number];

/**
 * The row of `table` called `name`.
 * @throws BenchUsageError that lists the sizes of the task
 */
export function sizeNamed<S>(task: TaskName, table: Readonly<Record<string, S>>, name: string): S {
  const size = Object.hasOwn(table, name) ? table[name] : undefined;
  if (size !== undefined) return size;
  throw new BenchUsageError(
    `--size: expected one of ${Object.keys(table).join(', ')} for task '${task}', got '${name}'`,
  );
}
