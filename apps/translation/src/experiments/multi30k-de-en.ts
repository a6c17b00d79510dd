import type { ExperimentHeader } from '@rdrop/experiment';
import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnSettings } from './iwslt14-de-en.js';

/** Image captions, 29,000 pairs: small enough for an hour or two on two cores. */
export const multi30kDeEnSettings = {
  ...iwslt14DeEnSettings,
  data: {
    corpus: 'multi30k-de-en',
    source: 'de',
    target: 'en',
    tokenizer: 'moses',
    lowercase: true,
    bpeMerges: 4000,
    dictionary: 'joined',
    maxPositions: 100,
  },
  model: {
    ...iwslt14DeEnSettings.model,
    dim: 128,
    ffnDim: 256,
    encoderLayers: 3,
    decoderLayers: 3,
    dropout: 0.2,
  },
  training: {
    ...iwslt14DeEnSettings.training,
    schedule: { kind: 'inverse-sqrt', peak: 2e-3, warmupUpdates: 1000, warmupInit: 1e-7 },
    maxTokens: 1024,
    maxUpdates: 6000,
    logEvery: 100,
    validateEvery: 500,
  },
  // Greedy search is enough to choose a checkpoint, and leaves the time to training.
  validation: { ...iwslt14DeEnSettings.validation, beam: 1 },
} as const satisfies Omit<TranslationExperiment, keyof ExperimentHeader>;

export const multi30kDeEnBaseline = {
  ...multi30kDeEnSettings,
  title: 'Multi30k German-English, small Transformer',
  scale: 'small',
  method: 'baseline',
} as const satisfies TranslationExperiment;

export const multi30kDeEnRDrop = {
  ...multi30kDeEnSettings,
  title: 'Multi30k German-English, small Transformer + R-Drop',
  scale: 'small',
  method: 'r-drop',
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;
