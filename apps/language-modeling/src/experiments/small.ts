import type { LanguageModelingExperiment } from '../experiment-schema.js';
import { transformerSettings } from './wikitext-103.js';

/** A Transformer of a few million parameters, for text of half a million to two million words. */
const smallSettings = {
  ...transformerSettings,
  model: { ...transformerSettings.model, dim: 128, ffnDim: 512, heads: 4, layers: 4, dropout: 0.2 },
  training: {
    ...transformerSettings.training,
    schedule: { kind: 'inverse-sqrt', peak: 2e-3, warmupUpdates: 300, warmupInit: 1e-7 },
    clipNorm: 1,
    block: 128,
    rows: 8,
    accumulate: 1,
    maxUpdates: 4000,
    logEvery: 100,
    validateEvery: 400,
  },
  // The model has seen blocks of 128 tokens alone: windows of the same length, half of it context.
  evaluation: { block: 128, context: 64, rows: 16, checkpoint: 'best' },
} as const;

const baseline = { scale: 'small', method: 'baseline' } as const;
const rdrop = { scale: 'small', method: 'r-drop', rdrop: { alpha: 1, passes: 2, everyK: 1 } } as const;

/** Words seen less than five times are `<unk>`: the dictionary of so short a text has no use for them. */
const prefix = { ...smallSettings, data: { corpus: 'wikitext-103-prefix', threshold: 5 } } as const;

export const wikitext103PrefixBaseline = {
  ...prefix,
  ...baseline,
  title: 'WikiText-103, the first 0.5 % of the training text, small Transformer',
} as const satisfies LanguageModelingExperiment;

export const wikitext103PrefixRDrop = {
  ...prefix,
  ...rdrop,
  title: 'WikiText-103, the first 0.5 % of the training text, small Transformer + R-Drop',
} as const satisfies LanguageModelingExperiment;

const wikitext2 = {
  ...smallSettings,
  data: { corpus: 'wikitext-2' },
  model: { ...smallSettings.model, dim: 256, ffnDim: 1024 },
  training: { ...smallSettings.training, maxUpdates: 10_000, validateEvery: 'epoch' },
} as const;

export const wikitext2Baseline = {
  ...wikitext2,
  ...baseline,
  title: 'WikiText-2, small Transformer',
} as const satisfies LanguageModelingExperiment;

export const wikitext2RDrop = {
  ...wikitext2,
  ...rdrop,
  title: 'WikiText-2, small Transformer + R-Drop',
} as const satisfies LanguageModelingExperiment;
