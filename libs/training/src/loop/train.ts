import { preparePrecision } from '@rdrop/ops';
import { resolveOptions, type TrainOptions } from './options.js';
import type { TrainOutcome } from './outcome.js';
import type { TrainTask } from './task.js';
import { TrainingRun } from './training-run.js';

/**
 * Trains a task until its limit, an early stop or an abort; goes on from the last checkpoint when the run folder has
 * one. A run killed at any moment and started again with the same task and options ends with the same parameters, bit
 * for bit, and the same metrics as one that was never interrupted.
 *
 * After update u, in this order: report, validate, save. A checkpoint thus holds everything up to and with its update.
 * @throws Error in one sentence when the engine does not compute in the precision asked for
 * @throws TrainingError when the loss is not finite or explodes; FileError when the folder cannot be written;
 * CheckpointError when checkpoints exist but none can be used.
 */
export async function train<B>(task: TrainTask<B>, options: TrainOptions): Promise<TrainOutcome> {
  const resolved = resolveOptions(options);
  for (const note of await preparePrecision(resolved.precision)) resolved.log.info(note);
  const run = new TrainingRun(task, resolved);
  try {
    await run.open();
    return await run.run();
  } finally {
    await run.close();
  }
}
