import type { ExperimentHeader } from '@rdrop/experiment';
import type { SummarizationExperiment } from '../experiment-schema.js';
import { cnnDmSettings } from './cnn-dm.js';

/** Generated stories and a BART small enough for a minute on two cores, trained from nothing. */
export const miniStoriesSettings = {
  ...cnnDmSettings,
  data: {
    corpus: 'mini-stories',
    tokenizer: { kind: 'learned', merges: 600 },
    maxSource: 128,
    maxTarget: 40,
  },
  model: {
    start: 'random',
    dim: 64,
    ffnDim: 128,
    heads: 4,
    encoderLayers: 2,
    decoderLayers: 2,
    maxPositions: 128,
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0,
  },
  training: {
    ...cnnDmSettings.training,
    schedule: { kind: 'polynomial', peak: 3e-3, warmupUpdates: 100, totalUpdates: 800 },
    maxTokens: 1536,
    accumulate: 1,
    maxUpdates: 800,
    logEvery: 100,
    validateEvery: 200,
    recompute: false,
  },
  evaluation: { ...cnnDmSettings.evaluation, minLength: 5, maxLength: 38 },
} as const satisfies Omit<SummarizationExperiment, keyof ExperimentHeader>;

export const miniStoriesBaseline = {
  ...miniStoriesSettings,
  title: 'Generated stories, tiny BART',
  scale: 'mini',
  method: 'baseline',
} as const satisfies SummarizationExperiment;

export const miniStoriesRDrop = {
  ...miniStoriesSettings,
  title: 'Generated stories, tiny BART + R-Drop',
  scale: 'mini',
  method: 'r-drop',
  rdrop: { alpha: 0.7, passes: 2, everyK: 1 },
} as const satisfies SummarizationExperiment;
