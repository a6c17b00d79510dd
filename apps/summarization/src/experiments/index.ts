import type { SummarizationExperiment } from '../experiment-schema.js';
import { cnnDmBaseline, cnnDmRDrop } from './cnn-dm.js';
import { cnnDmSamplesBaseline, cnnDmSamplesRDrop } from './cnn-dm-samples.js';
import { miniStoriesBaseline, miniStoriesRDrop } from './mini-stories.js';

/** Every experiment of the task, by the name that `--experiment` takes. */
export const experiments: Readonly<Record<string, SummarizationExperiment>> = {
  'mini-stories-baseline': miniStoriesBaseline,
  'mini-stories-rdrop': miniStoriesRDrop,
  'cnn-dm-samples-baseline': cnnDmSamplesBaseline,
  'cnn-dm-samples-rdrop': cnnDmSamplesRDrop,
  'cnn-dm-baseline': cnnDmBaseline,
  'cnn-dm-rdrop': cnnDmRDrop,
};
