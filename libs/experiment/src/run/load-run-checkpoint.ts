import { basename, join } from 'node:path';
import {
  assignParameters,
  averageCheckpoints,
  findCheckpoint,
  lastCheckpoints,
  loadParameters,
  type NamedVariables,
} from '@rdrop/training';

/** Which checkpoint of a run to load: the best by validation, the last, or the mean of the newest `count`. */
export type CheckpointChoice =
  { readonly which: 'best' | 'last' } | { readonly which: 'average'; readonly count: number };

/** The choice that an experiment's two settings make: a mean is of the newest checkpoints that are kept. */
export function checkpointChoice(checkpoint: CheckpointChoice['which'], kept: number): CheckpointChoice {
  return checkpoint === 'average' ? { which: checkpoint, count: kept } : { which: checkpoint };
}

/**
 * Loads a checkpoint of the run in `out` into the parameters of a model. Returns its name for the record.
 *
 * @throws CheckpointError when the run has none, or too few to average
 */
export async function loadRunCheckpoint(
  out: string,
  parameters: NamedVariables,
  choice: CheckpointChoice,
): Promise<string> {
  const folder = join(out, 'checkpoints');
  if (choice.which === 'average') {
    const files = await lastCheckpoints(folder, choice.count);
    assignParameters(parameters, await averageCheckpoints(files), `average of ${files.length} checkpoints`);
    return `average of ${files.map((file) => basename(file)).join(', ')}`;
  }
  const file = await findCheckpoint(folder, choice.which);
  await loadParameters(file, parameters);
  return basename(file);
}
