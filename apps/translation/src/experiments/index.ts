import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnBaseline, iwslt14DeEnRDrop } from './iwslt14-de-en.js';
import { iwslt14SliceDeEnBaseline, iwslt14SliceDeEnRDrop } from './iwslt14-slice-de-en.js';
import { miniDeEnBaseline, miniDeEnRDrop, miniLongDeEnBaseline, miniLongDeEnRDrop } from './mini-de-en.js';
import { multi30kDeEnBaseline, multi30kDeEnRDrop } from './multi30k-de-en.js';

/** Every experiment of the task, by the name that `--experiment` takes. */
export const experiments: Readonly<Record<string, TranslationExperiment>> = {
  'mini-de-en-baseline': miniDeEnBaseline,
  'mini-de-en-rdrop': miniDeEnRDrop,
  'mini-long-de-en-baseline': miniLongDeEnBaseline,
  'mini-long-de-en-rdrop': miniLongDeEnRDrop,
  'multi30k-de-en-baseline': multi30kDeEnBaseline,
  'multi30k-de-en-rdrop': multi30kDeEnRDrop,
  'iwslt14-slice-de-en-baseline': iwslt14SliceDeEnBaseline,
  'iwslt14-slice-de-en-rdrop': iwslt14SliceDeEnRDrop,
  'iwslt14-de-en-baseline': iwslt14DeEnBaseline,
  'iwslt14-de-en-rdrop': iwslt14DeEnRDrop,
};
