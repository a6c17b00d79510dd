import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnSettings } from './iwslt14-de-en.js';

/** Generated German-English, 2,000 pairs: the whole path in a minute or two on two cores. */
const miniDeEnSettings = {
  ...iwslt14DeEnSettings,
  data: {
    corpus: 'mini-de-en',
    source: 'de',
    target: 'en',
    tokenizer: 'moses',
    lowercase: true,
    bpeMerges: 2000,
    dictionary: 'joined',
    maxPositions: 100,
  },
  model: {
    ...iwslt14DeEnSettings.model,
    dim: 64,
    ffnDim: 128,
    encoderLayers: 2,
    decoderLayers: 2,
    dropout: 0.1,
  },
  training: {
    ...iwslt14DeEnSettings.training,
    schedule: { kind: 'inverse-sqrt', peak: 5e-3, warmupUpdates: 300, warmupInit: 1e-7 },
    maxTokens: 384,
    maxUpdates: 2500,
    logEvery: 100,
    validateEvery: 500,
  },
  // Greedy search is enough to choose a checkpoint, and leaves the time to training.
  validation: { ...iwslt14DeEnSettings.validation, beam: 1 },
  evaluation: { ...iwslt14DeEnSettings.evaluation, maxLengthA: 1.2, maxLengthB: 10 },
} as const;

export const miniDeEnBaseline = {
  ...miniDeEnSettings,
  title: 'Generated German-English, tiny Transformer',
  scale: 'mini',
  method: 'baseline',
} as const satisfies TranslationExperiment;

export const miniDeEnRDrop = {
  ...miniDeEnSettings,
  title: 'Generated German-English, tiny Transformer + R-Drop',
  scale: 'mini',
  method: 'r-drop',
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

/** More than three times as long: where the two methods come apart. */
const longer = {
  training: { ...miniDeEnSettings.training, maxUpdates: 8000, validateEvery: 1000 },
} as const;

export const miniLongDeEnBaseline = {
  ...miniDeEnBaseline,
  ...longer,
  title: 'Generated German-English, tiny Transformer, trained longer',
} as const satisfies TranslationExperiment;

export const miniLongDeEnRDrop = {
  ...miniDeEnRDrop,
  ...longer,
  title: 'Generated German-English, tiny Transformer + R-Drop, trained longer',
} as const satisfies TranslationExperiment;
