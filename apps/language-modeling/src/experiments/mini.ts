import type { LanguageModelingExperiment } from '../experiment-schema.js';
import { adaptiveSettings, transformerSettings } from './wikitext-103.js';

/** A generated encyclopedia of 60,000 words: the whole path in a minute. */
const shared = {
  data: { corpus: 'mini' },
  evaluation: { block: 64, context: 32, rows: 32, checkpoint: 'best' },
} as const;
const cutoffs: number[] = [200, 500];

const training = {
  clipNorm: 1,
  block: 64,
  rows: 16,
  accumulate: 1,
  maxUpdates: 1500,
  logEvery: 100,
  validateEvery: 250,
} as const;

const transformer = {
  ...transformerSettings,
  ...shared,
  model: { ...transformerSettings.model, dim: 64, ffnDim: 128, heads: 2, layers: 2, dropout: 0.1 },
  training: {
    ...transformerSettings.training,
    ...training,
    schedule: { kind: 'inverse-sqrt', peak: 5e-3, warmupUpdates: 100, warmupInit: 1e-7 },
  },
} as const;

const adaptive = {
  ...adaptiveSettings,
  ...shared,
  model: {
    ...adaptiveSettings.model,
    dim: 64,
    ffnDim: 128,
    heads: 2,
    layers: 2,
    words: { ...adaptiveSettings.model.words, cutoffs, factor: 2 },
    dropout: 0.1,
    finalNorm: true,
  },
  training: {
    ...adaptiveSettings.training,
    ...training,
    clipNorm: 0.1,
    schedule: { ...adaptiveSettings.training.schedule, peak: 0.5, warmupUpdates: 50, periodUpdates: 1450 },
  },
} as const;

const baseline = { scale: 'mini', method: 'baseline' } as const;
const rdrop = { scale: 'mini', method: 'r-drop', rdrop: { alpha: 1, passes: 2, everyK: 1 } } as const;

export const miniBaseline = {
  ...transformer,
  ...baseline,
  title: 'Generated encyclopedia, tiny Transformer',
} as const satisfies LanguageModelingExperiment;

export const miniRDrop = {
  ...transformer,
  ...rdrop,
  title: 'Generated encyclopedia, tiny Transformer + R-Drop',
} as const satisfies LanguageModelingExperiment;

export const miniAdaptiveBaseline = {
  ...adaptive,
  ...baseline,
  title: 'Generated encyclopedia, tiny Adaptive Input',
} as const satisfies LanguageModelingExperiment;

export const miniAdaptiveRDrop = {
  ...adaptive,
  ...rdrop,
  title: 'Generated encyclopedia, tiny Adaptive Input + R-Drop',
} as const satisfies LanguageModelingExperiment;
