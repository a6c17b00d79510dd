import type { TranslationExperiment } from '../experiment-schema.js';
import { multi30kDeEnSettings } from './multi30k-de-en.js';

/** Some 8,700 pairs of the IWSLT14 training text with the whole validation and test sets: talks instead of captions. */
const iwslt14SliceDeEnSettings = {
  ...multi30kDeEnSettings,
  data: {
    ...multi30kDeEnSettings.data,
    corpus: 'iwslt14-slice-de-en',
    // The set comes tokenised, cleaned and lower-cased.
    tokenizer: 'none',
    maxPositions: 175,
  },
} as const;

export const iwslt14SliceDeEnBaseline = {
  ...iwslt14SliceDeEnSettings,
  title: 'IWSLT14 German-English sample, small Transformer',
  scale: 'small',
  method: 'baseline',
} as const satisfies TranslationExperiment;

export const iwslt14SliceDeEnRDrop = {
  ...iwslt14SliceDeEnSettings,
  title: 'IWSLT14 German-English sample, small Transformer + R-Drop',
  scale: 'small',
  method: 'r-drop',
  rdrop: { alpha: 5, passes: 2, everyK: 1 },
} as const satisfies TranslationExperiment;

/** Twice as long: 52 epochs of a small set, long enough for over-fitting to show. */
const longer = {
  training: { ...iwslt14SliceDeEnSettings.training, maxUpdates: 12_000, validateEvery: 1000 },
} as const;

export const iwslt14SliceLongDeEnBaseline = {
  ...iwslt14SliceDeEnBaseline,
  ...longer,
  title: 'IWSLT14 German-English sample, small Transformer, trained longer',
} as const satisfies TranslationExperiment;

export const iwslt14SliceLongDeEnRDrop = {
  ...iwslt14SliceDeEnRDrop,
  ...longer,
  title: 'IWSLT14 German-English sample, small Transformer + R-Drop, trained longer',
} as const satisfies TranslationExperiment;
