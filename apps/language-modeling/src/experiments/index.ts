import type { LanguageModelingExperiment } from '../experiment-schema.js';
import { miniAdaptiveBaseline, miniAdaptiveRDrop, miniBaseline, miniRDrop } from './mini.js';
import {
  wikitext103PrefixBaseline,
  wikitext103PrefixRDrop,
  wikitext2Baseline,
  wikitext2RDrop,
} from './small.js';
import {
  wikitext103AdaptiveBaseline,
  wikitext103AdaptiveRDrop,
  wikitext103TransformerBaseline,
  wikitext103TransformerRDrop,
} from './wikitext-103.js';

/** Every experiment of the task, by the name that `--experiment` takes. */
export const experiments: Readonly<Record<string, LanguageModelingExperiment>> = {
  'mini-baseline': miniBaseline,
  'mini-rdrop': miniRDrop,
  'mini-adaptive-baseline': miniAdaptiveBaseline,
  'mini-adaptive-rdrop': miniAdaptiveRDrop,
  'wikitext-103-prefix-baseline': wikitext103PrefixBaseline,
  'wikitext-103-prefix-rdrop': wikitext103PrefixRDrop,
  'wikitext-2-baseline': wikitext2Baseline,
  'wikitext-2-rdrop': wikitext2RDrop,
  'wikitext-103-transformer-baseline': wikitext103TransformerBaseline,
  'wikitext-103-transformer-rdrop': wikitext103TransformerRDrop,
  'wikitext-103-adaptive-baseline': wikitext103AdaptiveBaseline,
  'wikitext-103-adaptive-rdrop': wikitext103AdaptiveRDrop,
};
