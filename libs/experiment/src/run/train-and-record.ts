import { relative } from 'node:path';
import { type EngineInfo } from '@rdrop/engine';
import { createProgress, train, type Selection, type TrainOptions, type TrainTask } from '@rdrop/training';
import { configHash } from '../config-hash.js';
import { type ExperimentHeader } from '../experiment-header.js';
import { buildRecord, readRecord, writeRecord } from '../record.js';
import { runEnvironment } from '../run-environment.js';
import { type LoopSettings } from '../schema/shared-settings.js';
import { type TaskContext } from '../task.js';

/** A training as the record tells it. */
export interface RecordedTraining<B> {
  readonly engine: EngineInfo;
  readonly task: TrainTask<B>;
  /** Trained scalars of the model. */
  readonly parameters: number;
  readonly optimizer: TrainOptions['optimizer'];
  readonly schedule: TrainOptions['schedule'];
  readonly loop: LoopSettings;
  /** What validation chooses the best checkpoint by, with the set it is measured on and how. */
  readonly selection: Omit<Selection, 'patience'> & { readonly set: string; readonly signature: string };
  /** Further options of the loop, e.g. `{ decays }`. */
  readonly options?: Partial<TrainOptions>;
}

/**
 * Trains a run, or goes on with it, and leaves a record with the validation score of the best checkpoint: what the verb
 * `train` of every task ends with.
 *
 * @returns whether the training came to its end; false when it was interrupted without an abort of the context
 * @throws the reason of the context's signal when that stopped it, after saving
 */
export async function trainAndRecord<E extends ExperimentHeader, B>(
  context: TaskContext<E>,
  { engine, task, parameters, optimizer, schedule, loop, selection, options }: RecordedTraining<B>,
): Promise<boolean> {
  const { out, seed, signal } = context;
  const progress = createProgress({ stream: context.progress });
  const { metric, better, set, signature } = selection;
  const outcome = await train(task, {
    folder: out,
    seed,
    configHash: configHash(context.experiment),
    optimizer,
    schedule,
    ...(loop.precision === undefined ? {} : { precision: loop.precision }),
    clipNorm: loop.clipNorm,
    accumulate: loop.accumulate,
    maxUpdates: loop.maxUpdates,
    logEvery: loop.logEvery,
    validateEvery: loop.validateEvery,
    checkpointEvery: loop.validateEvery,
    keepLast: loop.keepCheckpoints,
    selection: { metric, better, ...(loop.patience === undefined ? {} : { patience: loop.patience }) },
    log: progress,
    progress,
    signal,
    ...options,
  });
  if (outcome.stopped === 'interrupted') {
    signal.throwIfAborted();
    return false;
  }
  const { best } = outcome;
  const facts = {
    environment: await runEnvironment(engine),
    updates: outcome.updates,
    seconds: outcome.seconds,
    parameters,
    bestCheckpoint: best === null ? null : { file: relative(out, best.checkpoint), update: best.update },
    metrics: best === null ? [] : [{ name: metric, set, value: best.value, signature }],
  };
  const record = buildRecord(context, facts, await readRecord(out));
  await writeRecord(out, record);
  context.result({
    run: out,
    updates: record.updates,
    seconds: record.seconds,
    best: record.bestCheckpoint,
  });
  return true;
}
