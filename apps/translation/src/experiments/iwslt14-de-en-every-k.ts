import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnSettings } from './iwslt14-de-en.js';

const run = { ...iwslt14DeEnSettings, scale: 'paper', method: 'r-drop', study: 'k-step' } as const;

/** Figure 3 of the paper: R-Drop on every k-th update, plain updates between. k = 1 is `iwslt14-de-en-rdrop` itself. */
export const iwslt14DeEnEveryK = {
  'iwslt14-de-en-every-2': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop on every second update',
    rdrop: { alpha: 5, passes: 2, everyK: 2 },
  },
  'iwslt14-de-en-every-5': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop on every fifth update',
    rdrop: { alpha: 5, passes: 2, everyK: 5 },
  },
  'iwslt14-de-en-every-10': {
    ...run,
    title: 'IWSLT14 German-English, R-Drop on every tenth update',
    rdrop: { alpha: 5, passes: 2, everyK: 10 },
  },
} as const satisfies Readonly<Record<string, TranslationExperiment>>;
