import type { GlueExperiment } from '../experiment-schema.js';
import { miniExperiments } from './mini.js';
import { paperExperiments } from './paper.js';
import { smallExperiments } from './small.js';

/** Every experiment of the task, by the name that `--experiment` takes. */
export const experiments: Readonly<Record<string, GlueExperiment>> = {
  ...miniExperiments,
  ...smallExperiments,
  ...paperExperiments,
};
