import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  metricIdentity,
  parseRunRecord,
  validateRunRecord,
  type RunMetric,
  type RunRecord,
} from '@rdrop/reports';
import { writeRecord as writeJson } from '@rdrop/training';
import { ExpectedError, systemErrorCode, systemErrorReason } from './errors.js';
import { experimentHeader, type ExperimentHeader } from './experiment-header.js';
import { type RunEnvironment } from './run-environment.js';
import { flattenSettings, formatSetting } from './settings.js';
import { type TaskContext } from './task.js';

/** What a task knows at the end of a training. */
export interface RunFacts {
  readonly environment: RunEnvironment;
  /** Parameter updates done. */
  readonly updates: number;
  /** Time spent training, over all processes of the run. */
  readonly seconds: number;
  /** Trained scalars of the model. */
  readonly parameters: number;
  /** The checkpoint the metrics belong to; its file relative to the run folder. */
  readonly bestCheckpoint: { readonly file: string; readonly update: number } | null;
  /** Every number with the signature of how it was computed. */
  readonly metrics: readonly RunMetric[];
}

export const recordFileName = 'record.json';

/**
 * The record of a run, checked against the schema the reports read. A resumed run keeps its first start when its
 * earlier record is given.
 * @throws RunRecordError (from the reports lib) naming the field that is wrong.
 */
export function buildRecord<E extends ExperimentHeader>(
  context: TaskContext<E>,
  facts: RunFacts,
  earlier?: RunRecord,
): RunRecord {
  const { environment, metrics, ...counts } = facts;
  const record = {
    schemaVersion: 1,
    task: context.taskName,
    experiment: context.experimentName,
    scale: context.experiment.scale,
    method: context.experiment.method,
    ...(context.experiment.study === undefined ? {} : { study: context.experiment.study }),
    ...environment,
    seed: context.seed,
    startedAt: earlier?.startedAt ?? context.startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    ...counts,
    metrics: mergeMetrics(earlier?.metrics ?? [], metrics),
    settings: recordSettings(context.experiment),
  };
  return validateRunRecord(record, join(context.out, recordFileName));
}

/** Metrics with later values over earlier ones of the same name, set and signature. */
export function mergeMetrics(earlier: readonly RunMetric[], later: readonly RunMetric[]): RunMetric[] {
  return [...new Map([...earlier, ...later].map((metric) => [metricIdentity(metric), metric])).values()];
}

/** Writes `record.json` into the run folder, whole or not at all. @throws FileError when it cannot be written. */
export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await writeJson(join(folder, recordFileName), record);
}

/**
 * The record of a run folder; undefined when the run has none yet.
 * @throws RunRecordError when the file is not a record, ExpectedError when it cannot be read.
 */
export async function readRecord(folder: string): Promise<RunRecord | undefined> {
  const path = join(folder, recordFileName);
  try {
    return parseRunRecord(await readFile(path, 'utf8'), path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw error;
    throw new ExpectedError(`cannot read ${path}: ${systemErrorReason(error)}`, { cause: error });
  }
}

/** All settings of an experiment, flat, lists as their text; without the header, which the record has in fields. */
export function recordSettings(experiment: object): Record<string, string | number | boolean | null> {
  const header = new Set(Object.keys(experimentHeader.shape));
  const flat = flattenSettings(experiment).filter(([name]) => !header.has(name.split('.')[0] ?? ''));
  return Object.fromEntries(
    flat.map(([name, value]) => [name, isPlain(value) ? value : formatSetting(value)]),
  );
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
