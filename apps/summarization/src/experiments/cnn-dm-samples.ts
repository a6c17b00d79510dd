import type { ExperimentHeader } from '@rdrop/experiment';
import type { SummarizationExperiment } from '../experiment-schema.js';
import { cnnDmSettings } from './cnn-dm.js';

/** 900 articles of CNN/DailyMail and a small BART from random weights: far too few to learn to write by. */
export const cnnDmSamplesSettings = {
  ...cnnDmSettings,
  data: {
    corpus: 'cnn-dm-samples',
    tokenizer: { kind: 'learned', merges: 4000 },
    maxSource: 256,
    maxTarget: 96,
  },
  model: {
    start: 'random',
    dim: 128,
    ffnDim: 256,
    heads: 4,
    encoderLayers: 3,
    decoderLayers: 3,
    maxPositions: 256,
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0,
  },
  training: {
    ...cnnDmSettings.training,
    schedule: { kind: 'polynomial', peak: 1e-3, warmupUpdates: 100, totalUpdates: 600 },
    maxTokens: 2048,
    accumulate: 2,
    maxUpdates: 600,
    logEvery: 50,
    validateEvery: 100,
    recompute: false,
  },
  evaluation: { ...cnnDmSettings.evaluation, minLength: 30, maxLength: 90 },
} as const satisfies Omit<SummarizationExperiment, keyof ExperimentHeader>;

export const cnnDmSamplesBaseline = {
  ...cnnDmSamplesSettings,
  title: 'CNN/DailyMail, 900 articles, small BART',
  scale: 'small',
  method: 'baseline',
} as const satisfies SummarizationExperiment;

export const cnnDmSamplesRDrop = {
  ...cnnDmSamplesSettings,
  title: 'CNN/DailyMail, 900 articles, small BART + R-Drop',
  scale: 'small',
  method: 'r-drop',
  rdrop: { alpha: 0.7, passes: 2, everyK: 1 },
} as const satisfies SummarizationExperiment;
