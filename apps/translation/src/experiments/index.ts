import type { TranslationExperiment } from '../experiment-schema.js';
import { iwslt14DeEnAlpha } from './iwslt14-de-en-alpha.js';
import { iwslt14DeEnEveryK } from './iwslt14-de-en-every-k.js';
import { iwslt14DeEnPasses } from './iwslt14-de-en-passes.js';
import { iwslt14DeEnRates } from './iwslt14-de-en-rates.js';
import {
  iwslt14DeEnBaseline,
  iwslt14DeEnRDrop,
  iwslt14EnDeBaseline,
  iwslt14EnDeRDrop,
} from './iwslt14-de-en.js';
import {
  iwslt14EnEsBaseline,
  iwslt14EnEsRDrop,
  iwslt14EsEnBaseline,
  iwslt14EsEnRDrop,
} from './iwslt14-es-en.js';
import {
  iwslt14SliceDeEnBaseline,
  iwslt14SliceDeEnRDrop,
  iwslt14SliceLongDeEnBaseline,
  iwslt14SliceLongDeEnRDrop,
} from './iwslt14-slice-de-en.js';
import {
  iwslt17EnFrBaseline,
  iwslt17EnFrRDrop,
  iwslt17FrEnBaseline,
  iwslt17FrEnRDrop,
} from './iwslt17-fr-en.js';
import {
  iwslt17EnZhBaseline,
  iwslt17EnZhRDrop,
  iwslt17ZhEnBaseline,
  iwslt17ZhEnRDrop,
} from './iwslt17-zh-en.js';
import { miniDeEnBaseline, miniDeEnRDrop, miniLongDeEnBaseline, miniLongDeEnRDrop } from './mini-de-en.js';
import { multi30kDeEnBaseline, multi30kDeEnRDrop } from './multi30k-de-en.js';
import {
  wmt14EnDeBaseline,
  wmt14EnDeDropout02Alpha3,
  wmt14EnDeDropout03Baseline,
  wmt14EnDeDropout03RDrop,
  wmt14EnDeRDrop,
} from './wmt14-en-de.js';
import { wmt14EnFrBaseline, wmt14EnFrRDrop } from './wmt14-en-fr.js';

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
  'iwslt14-slice-long-de-en-baseline': iwslt14SliceLongDeEnBaseline,
  'iwslt14-slice-long-de-en-rdrop': iwslt14SliceLongDeEnRDrop,
  'iwslt14-en-de-baseline': iwslt14EnDeBaseline,
  'iwslt14-en-de-rdrop': iwslt14EnDeRDrop,
  'iwslt14-de-en-baseline': iwslt14DeEnBaseline,
  'iwslt14-de-en-rdrop': iwslt14DeEnRDrop,
  'iwslt17-en-fr-baseline': iwslt17EnFrBaseline,
  'iwslt17-en-fr-rdrop': iwslt17EnFrRDrop,
  'iwslt17-fr-en-baseline': iwslt17FrEnBaseline,
  'iwslt17-fr-en-rdrop': iwslt17FrEnRDrop,
  'iwslt17-en-zh-baseline': iwslt17EnZhBaseline,
  'iwslt17-en-zh-rdrop': iwslt17EnZhRDrop,
  'iwslt17-zh-en-baseline': iwslt17ZhEnBaseline,
  'iwslt17-zh-en-rdrop': iwslt17ZhEnRDrop,
  'iwslt14-en-es-baseline': iwslt14EnEsBaseline,
  'iwslt14-en-es-rdrop': iwslt14EnEsRDrop,
  'iwslt14-es-en-baseline': iwslt14EsEnBaseline,
  'iwslt14-es-en-rdrop': iwslt14EsEnRDrop,
  'wmt14-en-de-baseline': wmt14EnDeBaseline,
  'wmt14-en-de-rdrop': wmt14EnDeRDrop,
  'wmt14-en-de-dropout-0.3-baseline': wmt14EnDeDropout03Baseline,
  'wmt14-en-de-dropout-0.3-rdrop': wmt14EnDeDropout03RDrop,
  'wmt14-en-de-dropout-0.2-alpha-3': wmt14EnDeDropout02Alpha3,
  'wmt14-en-fr-baseline': wmt14EnFrBaseline,
  'wmt14-en-fr-rdrop': wmt14EnFrRDrop,
  ...iwslt14DeEnAlpha,
  ...iwslt14DeEnEveryK,
  ...iwslt14DeEnPasses,
  ...iwslt14DeEnRates,
};
