import type { CheckpointChoice } from '@rdrop/experiment';
import type { TranslationExperiment } from '../experiment-schema.js';

/** The checkpoint that the experiment evaluates; a mean is of the newest `training.keepCheckpoints`. */
export function checkpointChoice({ evaluation, training }: TranslationExperiment): CheckpointChoice {
  const { checkpoint } = evaluation;
  return checkpoint === 'average'
    ? { which: checkpoint, count: training.keepCheckpoints }
    : { which: checkpoint };
}
