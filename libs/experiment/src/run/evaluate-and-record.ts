import { type EngineInfo } from '@rdrop/engine';
import { type RunMetric, type RunRecord } from '@rdrop/reports';
import { ExpectedError } from '../errors.js';
import { type ExperimentHeader } from '../experiment-header.js';
import { buildRecord, readRecord, writeRecord } from '../record.js';
import { runEnvironment } from '../run-environment.js';
import { type TaskContext } from '../task.js';

/** The record of the run that is to be evaluated. @throws ExpectedError when its training has not finished. */
export async function finishedRecord<E>({ out }: TaskContext<E>): Promise<RunRecord> {
  const record = await readRecord(out);
  if (record !== undefined) return record;
  throw new ExpectedError(`${out} holds no finished training; run the verb 'train' first`);
}

/** Adds scores to the record of a finished run and prints them: what the verb `evaluate` of every task ends with. */
export async function recordScores<E extends ExperimentHeader>(
  context: TaskContext<E>,
  engine: EngineInfo,
  record: RunRecord,
  metrics: readonly RunMetric[],
): Promise<void> {
  const { updates, seconds, parameters, bestCheckpoint } = record;
  const facts = {
    environment: await runEnvironment(engine),
    updates,
    seconds,
    parameters,
    bestCheckpoint,
    metrics,
  };
  await writeRecord(context.out, buildRecord(context, facts, record));
  for (const { name, set, value, signature } of metrics) context.result({ set, name, value, signature });
}
