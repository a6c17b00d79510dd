import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnSettings } from './iwslt14-de-en.js';

const run = { ...iwslt14DeEnSettings, scale: 'paper', method: 'r-drop', study: 'alpha' } as const;

/** Table 7 of the paper, the weight of the divergence. Alpha 5 is `iwslt14-de-en-rdrop` itself. */
export const iwslt14DeEnAlpha = {
  // The control: every batch twice, and nothing but the cross-entropy.
  'iwslt14-de-en-alpha-0': {
    ...run,
    title: 'IWSLT14 German-English, doubled batch without divergence',
    method: 'baseline',
    rdrop: { alpha: 0, passes: 2, everyK: 1 },
  },
  'iwslt14-de-en-alpha-1': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with alpha 1',
    paper: { table: 7, row: 'Transformer + R-Drop', column: '1', value: 36.05 },
    rdrop: { alpha: 1, passes: 2, everyK: 1 },
  },
  'iwslt14-de-en-alpha-3': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with alpha 3',
    paper: { table: 7, row: 'Transformer + R-Drop', column: '3', value: 36.85 },
    rdrop: { alpha: 3, passes: 2, everyK: 1 },
  },
  'iwslt14-de-en-alpha-7': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with alpha 7',
    paper: { table: 7, row: 'Transformer + R-Drop', column: '7', value: 37.2 },
    rdrop: { alpha: 7, passes: 2, everyK: 1 },
  },
  'iwslt14-de-en-alpha-10': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with alpha 10',
    paper: { table: 7, row: 'Transformer + R-Drop', column: '10', value: 36.95 },
    rdrop: { alpha: 10, passes: 2, everyK: 1 },
  },
} as const satisfies Readonly<Record<string, TranslationExperiment>>;
