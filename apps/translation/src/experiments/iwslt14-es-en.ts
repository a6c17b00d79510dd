import { iwslt14EsEnPreparation } from '../data/preparations.js';
import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnSettings } from './iwslt14-de-en.js';

/** Cased text; the hyper-parameters are those of German-English, as the paper names no others. */
export const iwslt14EsEnBaseline = {
  ...iwslt14DeEnSettings,
  title: 'IWSLT14 Spanish-English, Transformer',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 1, row: 'Transformer', column: 'Es→En', value: 40.6 },
  data: { ...iwslt14EsEnPreparation, source: 'es', target: 'en', maxPositions: 1024 },
  evaluation: { ...iwslt14DeEnSettings.evaluation, paperScore: 'sacrebleu' },
} as const satisfies TranslationExperiment;

export const iwslt14EsEnRDrop = {
  ...iwslt14EsEnBaseline,
  title: 'IWSLT14 Spanish-English, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'Es→En', value: 43.2 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

export const iwslt14EnEsBaseline = {
  ...iwslt14EsEnBaseline,
  title: 'IWSLT14 English-Spanish, Transformer',
  paper: { table: 1, row: 'Transformer', column: 'En→Es', value: 39.0 },
  data: { ...iwslt14EsEnBaseline.data, source: 'en', target: 'es' },
} as const satisfies TranslationExperiment;

export const iwslt14EnEsRDrop = {
  ...iwslt14EnEsBaseline,
  title: 'IWSLT14 English-Spanish, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'En→Es', value: 41.8 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;
