import type { ExperimentHeader } from '@rdrop/experiment';
import type { LanguageModelingExperiment } from '../experiment-schema.js';

type Settings = Omit<LanguageModelingExperiment, keyof ExperimentHeader>;

/** First words of the second band and of the third. */
const cutoffs: number[] = [20_000, 60_000];

/** The window of the official evaluation: 112 new tokens with 400 before them. */
const evaluation = { block: 512, context: 400, rows: 2, checkpoint: 'best' } as const;

/** `transformer_lm_gpt` with the official script's settings, without R-Drop. */
export const transformerSettings = {
  data: { corpus: 'wikitext-103' },
  model: {
    dim: 768,
    ffnDim: 3072,
    heads: 12,
    layers: 12,
    words: { kind: 'full', tied: true },
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0,
    activation: 'gelu',
    normalizeBefore: true,
    finalNorm: true,
  },
  rdrop: { alpha: 0, passes: 1, everyK: 1 },
  training: {
    optimizer: { kind: 'fairseq-adam', betas: [0.9, 0.98], epsilon: 1e-8, weightDecay: 0.01 },
    schedule: { kind: 'inverse-sqrt', peak: 5e-4, warmupUpdates: 4000, warmupInit: 1e-7 },
    clipNorm: 0,
    block: 512,
    // 2,000 tokens at most: three blocks. 16 of these on each of 8 GPUs make 196,608 tokens an update.
    rows: 3,
    accumulate: 128,
    maxUpdates: 50_000,
    logEvery: 100,
    validateEvery: 'epoch',
    keepCheckpoints: 2,
  },
  evaluation,
} as const satisfies Settings;

export const wikitext103TransformerBaseline = {
  ...transformerSettings,
  title: 'WikiText-103, Transformer',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 5, row: 'Transformer', column: 'test', value: 26.62 },
} as const satisfies LanguageModelingExperiment;

export const wikitext103TransformerRDrop = {
  ...wikitext103TransformerBaseline,
  title: 'WikiText-103, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 5, row: 'Transformer + R-Drop', column: 'test', value: 24.94 },
  rdrop: { alpha: 1, passes: 2, everyK: 1 },
} as const satisfies LanguageModelingExperiment;

/** `transformer_lm_wiki103` (Adaptive Input) with the official script's settings, without R-Drop. */
export const adaptiveSettings = {
  data: { corpus: 'wikitext-103' },
  model: {
    dim: 1024,
    ffnDim: 4096,
    heads: 8,
    layers: 16,
    words: {
      kind: 'adaptive',
      cutoffs,
      factor: 4,
      tieWeights: true,
      tieProjections: true,
      tailDropout: 0.2,
    },
    dropout: 0.3,
    attentionDropout: 0.1,
    activationDropout: 0.1,
    activation: 'relu',
    normalizeBefore: true,
    finalNorm: false,
  },
  rdrop: { alpha: 0, passes: 1, everyK: 1 },
  training: {
    optimizer: { kind: 'nag', momentum: 0.99, weightDecay: 0 },
    schedule: {
      kind: 'cosine-restarts',
      peak: 1,
      minimum: 1e-4,
      warmupUpdates: 16_000,
      warmupInit: 1e-7,
      periodUpdates: 270_000,
      periodFactor: 2,
      shrink: 0.75,
    },
    clipNorm: 0.1,
    block: 3072,
    // 3 blocks on each of 8 GPUs make 73,728 tokens an update.
    rows: 1,
    accumulate: 24,
    maxUpdates: 286_000,
    logEvery: 100,
    validateEvery: 'epoch',
    keepCheckpoints: 2,
  },
  evaluation,
} as const satisfies Settings;

export const wikitext103AdaptiveBaseline = {
  ...adaptiveSettings,
  title: 'WikiText-103, Adaptive Input',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 5, row: 'Adaptive Input', column: 'test', value: 18.87 },
} as const satisfies LanguageModelingExperiment;

/** The official script goes on to 320,000 updates: past the end of the cosine, where the rate starts again at 0.75. */
export const wikitext103AdaptiveRDrop = {
  ...wikitext103AdaptiveBaseline,
  title: 'WikiText-103, Adaptive Input + R-Drop',
  method: 'r-drop',
  paper: { table: 5, row: 'Adaptive Input + R-Drop', column: 'test', value: 18.07 },
  rdrop: { alpha: 1, passes: 2, everyK: 1, divergence: 'per-cluster' },
  training: { ...adaptiveSettings.training, maxUpdates: 320_000 },
} as const satisfies LanguageModelingExperiment;
