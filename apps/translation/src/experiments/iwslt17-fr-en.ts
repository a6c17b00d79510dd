import { iwslt17FrEnPreparation } from '../data/preparations.js';
import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14EsEnBaseline } from './iwslt14-es-en.js';

/** As Spanish-English, of another edition of the talks. */
export const iwslt17FrEnBaseline = {
  ...iwslt14EsEnBaseline,
  title: 'IWSLT17 French-English, Transformer',
  paper: { table: 1, row: 'Transformer', column: 'Fr→En', value: 36.1 },
  data: { ...iwslt17FrEnPreparation, source: 'fr', target: 'en', maxPositions: 1024 },
} as const satisfies TranslationExperiment;

export const iwslt17FrEnRDrop = {
  ...iwslt17FrEnBaseline,
  title: 'IWSLT17 French-English, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'Fr→En', value: 38.9 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

export const iwslt17EnFrBaseline = {
  ...iwslt17FrEnBaseline,
  title: 'IWSLT17 English-French, Transformer',
  paper: { table: 1, row: 'Transformer', column: 'En→Fr', value: 35.9 },
  data: { ...iwslt17FrEnBaseline.data, source: 'en', target: 'fr' },
} as const satisfies TranslationExperiment;

export const iwslt17EnFrRDrop = {
  ...iwslt17EnFrBaseline,
  title: 'IWSLT17 English-French, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'En→Fr', value: 38.0 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;
