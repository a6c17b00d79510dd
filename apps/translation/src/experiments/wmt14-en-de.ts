import type { ExperimentHeader } from '@rdrop/experiment';
import { wmt14EnDePreparation } from '../data/preparations.js';
import type { TranslationExperiment } from '../experiment-schema.js';

/** `transformer_vaswani_wmt_en_de_big` with the recipe an author gave for R-Drop, without R-Drop. */
export const wmt14EnDeSettings = {
  data: { ...wmt14EnDePreparation, source: 'en', target: 'de', maxPositions: 1024 },
  model: {
    dim: 1024,
    ffnDim: 4096,
    heads: 16,
    encoderLayers: 6,
    decoderLayers: 6,
    share: 'all',
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0.1,
    normalizeBefore: false,
    activation: 'relu',
  },
  rdrop: { alpha: 0, passes: 1, everyK: 1 },
  training: {
    optimizer: { kind: 'fairseq-adam', betas: [0.9, 0.98], epsilon: 1e-8, weightDecay: 0 },
    schedule: { kind: 'inverse-sqrt', peak: 1e-3, warmupUpdates: 6000, warmupInit: 1e-7 },
    labelSmoothing: 0.1,
    clipNorm: 0,
    maxTokens: 4096,
    // As stated. The number of GPUs is not; each of theirs would multiply this.
    accumulate: 16,
    maxUpdates: 300_000,
    logEvery: 100,
    validateEvery: 'epoch',
    selectBy: 'loss',
    // What fairseq's recipe for this set averages.
    keepCheckpoints: 10,
  },
  // Greedy search is enough to look at; the loss selects.
  validation: { beam: 1, lengthPenalty: 0.6, maxLengthA: 1.2, maxLengthB: 10, batchSentences: 64 },
  evaluation: {
    beam: 4,
    lengthPenalty: 0.6,
    maxLengthA: 0,
    maxLengthB: 200,
    batchSentences: 32,
    checkpoint: 'average',
    paperScore: 'compound-split',
  },
} as const satisfies Omit<TranslationExperiment, keyof ExperimentHeader>;

export const wmt14EnDeBaseline = {
  ...wmt14EnDeSettings,
  title: 'WMT14 English-German, big Transformer',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 2, row: 'Transformer', column: 'En→De', value: 29.12 },
} as const satisfies TranslationExperiment;

export const wmt14EnDeRDrop = {
  ...wmt14EnDeBaseline,
  title: 'WMT14 English-German, big Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 2, row: 'Transformer + R-Drop', column: 'En→De', value: 30.91 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

/** The dropout rates the architecture has when nothing is said. No cell of the paper: a variant. */
const architectureDropout = {
  model: { ...wmt14EnDeSettings.model, dropout: 0.3, attentionDropout: 0, activationDropout: 0 },
} as const;

export const wmt14EnDeDropout03Baseline = {
  ...wmt14EnDeSettings,
  ...architectureDropout,
  title: "WMT14 English-German, big Transformer, the architecture's dropout",
  scale: 'paper',
  method: 'baseline',
} as const satisfies TranslationExperiment;

export const wmt14EnDeDropout03RDrop = {
  ...wmt14EnDeDropout03Baseline,
  title: "WMT14 English-German, big Transformer + R-Drop, the architecture's dropout",
  method: 'r-drop',
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

/** What the author thinks may do better still. */
export const wmt14EnDeDropout02Alpha3 = {
  ...wmt14EnDeSettings,
  model: { ...wmt14EnDeSettings.model, dropout: 0.2 },
  title: 'WMT14 English-German, big Transformer + R-Drop, dropout 0.2, alpha 3',
  scale: 'paper',
  method: 'r-drop',
  rdrop: { alpha: 3, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;
