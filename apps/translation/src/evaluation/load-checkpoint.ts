import { basename, join } from 'node:path';
import type { TaskContext } from '@rdrop/experiment';
import type { Transformer } from '@rdrop/nn';
import {
  assignParameters,
  averageCheckpoints,
  findCheckpoint,
  lastCheckpoints,
  loadParameters,
} from '@rdrop/training';
import type { TranslationExperiment } from '../experiment-schema.js';

/**
 * Loads the checkpoint that the experiment evaluates into the model: the best, the last, or the mean of the newest
 * `training.keepCheckpoints`. Returns its name for the record.
 *
 * @throws CheckpointError when the run has none, or too few to average
 */
export async function loadCheckpoint(
  { experiment, out }: TaskContext<TranslationExperiment>,
  model: Transformer,
): Promise<string> {
  const { evaluation, training } = experiment;
  const folder = join(out, 'checkpoints');
  const parameters = model.parameters.entries();
  if (evaluation.checkpoint === 'average') {
    const files = await lastCheckpoints(folder, training.keepCheckpoints);
    assignParameters(parameters, await averageCheckpoints(files), `average of ${files.length} checkpoints`);
    return `average of ${files.map((file) => basename(file)).join(', ')}`;
  }
  const file = await findCheckpoint(folder, evaluation.checkpoint);
  await loadParameters(file, parameters);
  return basename(file);
}
