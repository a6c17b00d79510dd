import type { ExperimentHeader } from '@rdrop/experiment';
import { iwslt14DeEnPreparation } from '../data/preparations.js';
import type { TranslationExperiment } from '../experiment-schema.js';

/** `transformer_iwslt_de_en` with the official training script's settings, without R-Drop. */
export const iwslt14DeEnSettings = {
  data: { ...iwslt14DeEnPreparation, source: 'de', target: 'en', maxPositions: 1024 },
  model: {
    dim: 512,
    ffnDim: 1024,
    heads: 4,
    encoderLayers: 6,
    decoderLayers: 6,
    share: 'all',
    dropout: 0.3,
    attentionDropout: 0,
    activationDropout: 0,
    normalizeBefore: false,
    activation: 'relu',
  },
  rdrop: { alpha: 0, passes: 1, everyK: 1 },
  training: {
    optimizer: { kind: 'fairseq-adam', betas: [0.9, 0.98], epsilon: 1e-8, weightDecay: 1e-4 },
    schedule: { kind: 'inverse-sqrt', peak: 5e-4, warmupUpdates: 4000, warmupInit: 1e-7 },
    labelSmoothing: 0.1,
    clipNorm: 0,
    maxTokens: 4096,
    accumulate: 1,
    maxUpdates: 300_000,
    logEvery: 100,
    validateEvery: 'epoch',
    selectBy: 'bleu',
    keepCheckpoints: 2,
  },
  validation: { beam: 5, lengthPenalty: 1, maxLengthA: 1.2, maxLengthB: 10, batchSentences: 64 },
  evaluation: {
    beam: 5,
    lengthPenalty: 1,
    maxLengthA: 0,
    maxLengthB: 200,
    batchSentences: 64,
    checkpoint: 'best',
    // The released evaluation script splits compounds before it scores.
    paperScore: 'compound-split',
  },
} as const satisfies Omit<TranslationExperiment, keyof ExperimentHeader>;

/** The paper's baseline: the same data, tying and schedule as the R-Drop run. */
export const iwslt14DeEnBaseline = {
  ...iwslt14DeEnSettings,
  title: 'IWSLT14 German-English, Transformer',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 1, row: 'Transformer', column: 'De→En', value: 34.64 },
} as const satisfies TranslationExperiment;

/** The paper's run: the same, with alpha 5. */
export const iwslt14DeEnRDrop = {
  ...iwslt14DeEnBaseline,
  title: 'IWSLT14 German-English, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'De→En', value: 37.25 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

/** The other direction, of the same prepared text. */
export const iwslt14EnDeBaseline = {
  ...iwslt14DeEnBaseline,
  title: 'IWSLT14 English-German, Transformer',
  paper: { table: 1, row: 'Transformer', column: 'En→De', value: 28.57 },
  data: { ...iwslt14DeEnSettings.data, source: 'en', target: 'de' },
} as const satisfies TranslationExperiment;

export const iwslt14EnDeRDrop = {
  ...iwslt14EnDeBaseline,
  title: 'IWSLT14 English-German, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'En→De', value: 30.72 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;
