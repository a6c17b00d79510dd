import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnSettings } from './iwslt14-de-en.js';

const run = { ...iwslt14DeEnSettings, scale: 'paper', method: 'r-drop', study: 'rates' } as const;

/**
 * A dropout rate for each pass, 0.1 to 0.5 (36.48 test BLEU for 0.5 and 0.5 in the paper's text). The loss is symmetric, so
 * one of (a, b) and (b, a) is enough. (0.3, 0.3) is `iwslt14-de-en-rdrop` itself.
 */
export const iwslt14DeEnRates = {
  'iwslt14-de-en-rates-0.1-0.1': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.1 and 0.1',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.1, 0.1] },
  },
  'iwslt14-de-en-rates-0.1-0.2': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.1 and 0.2',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.1, 0.2] },
  },
  'iwslt14-de-en-rates-0.1-0.3': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.1 and 0.3',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.1, 0.3] },
  },
  'iwslt14-de-en-rates-0.1-0.4': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.1 and 0.4',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.1, 0.4] },
  },
  'iwslt14-de-en-rates-0.1-0.5': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.1 and 0.5',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.1, 0.5] },
  },
  'iwslt14-de-en-rates-0.2-0.2': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.2 and 0.2',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.2, 0.2] },
  },
  'iwslt14-de-en-rates-0.2-0.3': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.2 and 0.3',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.2, 0.3] },
  },
  'iwslt14-de-en-rates-0.2-0.4': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.2 and 0.4',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.2, 0.4] },
  },
  'iwslt14-de-en-rates-0.2-0.5': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.2 and 0.5',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.2, 0.5] },
  },
  'iwslt14-de-en-rates-0.3-0.4': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.3 and 0.4',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.3, 0.4] },
  },
  'iwslt14-de-en-rates-0.3-0.5': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.3 and 0.5',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.3, 0.5] },
  },
  'iwslt14-de-en-rates-0.4-0.4': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.4 and 0.4',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.4, 0.4] },
  },
  'iwslt14-de-en-rates-0.4-0.5': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.4 and 0.5',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.4, 0.5] },
  },
  'iwslt14-de-en-rates-0.5-0.5': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop with dropout 0.5 and 0.5',
    rdrop: { alpha: 5, passes: 2, everyK: 1, passRates: [0.5, 0.5] },
  },
} as const satisfies Readonly<Record<string, TranslationExperiment>>;
