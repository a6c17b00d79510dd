import { iwslt17ZhEnPreparation } from '../data/preparations.js';
import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14EsEnBaseline } from './iwslt14-es-en.js';

/** The one pair with a dictionary for each language: only the decoder's input and output share their embedding. */
export const iwslt17ZhEnBaseline = {
  ...iwslt14EsEnBaseline,
  title: 'IWSLT17 Chinese-English, Transformer',
  paper: { table: 1, row: 'Transformer', column: 'Zh→En', value: 18.4 },
  data: { ...iwslt17ZhEnPreparation, source: 'zh', target: 'en', maxPositions: 1024 },
  model: { ...iwslt14EsEnBaseline.model, share: 'decoder' },
} as const satisfies TranslationExperiment;

export const iwslt17ZhEnRDrop = {
  ...iwslt17ZhEnBaseline,
  title: 'IWSLT17 Chinese-English, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'Zh→En', value: 19.5 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

export const iwslt17EnZhBaseline = {
  ...iwslt17ZhEnBaseline,
  title: 'IWSLT17 English-Chinese, Transformer',
  paper: { table: 1, row: 'Transformer', column: 'En→Zh', value: 26.3 },
  data: { ...iwslt17ZhEnBaseline.data, source: 'en', target: 'zh' },
} as const satisfies TranslationExperiment;

export const iwslt17EnZhRDrop = {
  ...iwslt17EnZhBaseline,
  title: 'IWSLT17 English-Chinese, Transformer + R-Drop',
  method: 'r-drop',
  paper: { table: 1, row: 'Transformer + R-Drop', column: 'En→Zh', value: 28.1 },
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;
