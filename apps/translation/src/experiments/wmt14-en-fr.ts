import { wmt14EnFrPreparation } from '../data/preparations.js';
import type { TranslationExperiment } from '../experiment-schema.js';
import { wmt14EnDeBaseline } from './wmt14-en-de.js';

/** The settings of this run are not published; those of English-German are taken, on fairseq's preparation. */
export const wmt14EnFrBaseline = {
  ...wmt14EnDeBaseline,
  title: 'WMT14 English-French, big Transformer',
  paper: { table: 2, row: 'Transformer', column: 'En→Fr', value: 42.69 },
  data: { ...wmt14EnFrPreparation, source: 'en', target: 'fr', maxPositions: 1024 },
} as const satisfies TranslationExperiment;

export const wmt14EnFrRDrop = {
  ...wmt14EnFrBaseline,
  title: 'WMT14 English-French, big Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 2, row: 'Transformer + R-Drop', column: 'En→Fr', value: 43.95 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;
