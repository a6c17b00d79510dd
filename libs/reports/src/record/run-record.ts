import { z } from 'zod';
import { paperReferenceSchema } from '../paper/paper-reference.js';

const name = z.string().trim().min(1);
const count = z.int().nonnegative();
const time = z.iso.datetime({ offset: true });
const settingValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * The paper's analyses: R-Drop on every k-th update, its weight, the number of passes, and a dropout rate for each pass.
 */
export const studyName = z.enum(['k-step', 'alpha', 'm-pass', 'rates']);

export type StudyName = z.infer<typeof studyName>;

/** One number a run is judged by. */
export const runMetricSchema = z.strictObject({
  /** What is measured: `bleu`, `accuracy`, `perplexity`, `kl`. */
  name,
  /** The data it is measured on: `valid`, `test`. */
  set: name,
  value: z.number(),
  /** How it is computed, in full; numbers of different signatures are not comparable. */
  signature: name,
  /** The paper's number for the same quantity, where it has one. */
  paper: paperReferenceSchema.optional(),
});

/**
 * What a finished run leaves behind in `record.json`: enough to place it in a table and to run it again. Unknown fields
 * are refused, so that a misspelt one is not lost silently.
 */
export const runRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    /** The task (app): `translation`. */
    task: name,
    /** The experiment file's name: `iwslt14-de-en`. Runs that differ in seed alone share it. */
    experiment: name,
    scale: z.enum(['mini', 'small', 'paper']),
    method: z.enum(['baseline', 'r-drop']),
    /** The study the run belongs to, where it varies one setting of the method; such a run stands in no other table. */
    study: studyName.optional(),
    engine: name,
    /** The machine's device in words: `AMD EPYC 7763, 2 threads`. */
    device: name,
    /** Versions of what computed it, by name: `{ node: '20.19.0', '@tensorflow/tfjs': '4.22.0' }`. */
    versions: z.record(name, name),
    seed: count,
    gitCommit: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/u, 'expected a commit in hexadecimal digits')
      .nullable(),
    /** ISO 8601 with time zone. */
    startedAt: time,
    finishedAt: time,
    /** Time spent training, pauses between resumed parts left out. */
    seconds: z.number().nonnegative(),
    /** Parameter updates done. */
    updates: count,
    /** Trained scalars of the model. */
    parameters: count,
    /** The checkpoint the metrics belong to, its file relative to the run folder. */
    bestCheckpoint: z.strictObject({ file: name, update: count }).nullable(),
    metrics: z.array(runMetricSchema),
    /** The settings worth showing, flat: `{ alpha: 5, 'optimizer.lr': 0.0005 }`. */
    settings: z.record(name, settingValue),
  })
  .refine((record) => Date.parse(record.finishedAt) >= Date.parse(record.startedAt), {
    path: ['finishedAt'],
    message: 'expected a time not before startedAt',
  })
  .refine((record) => new Set(record.metrics.map(metricIdentity)).size === record.metrics.length, {
    path: ['metrics'],
    message: 'expected each name, set and signature once',
  });

export type RunMetric = z.infer<typeof runMetricSchema>;
export type RunRecord = z.infer<typeof runRecordSchema>;

/** What a metric measures, as one key: equal for two numbers that may be compared, different otherwise. */
export function metricIdentity(metric: Pick<RunMetric, 'name' | 'set' | 'signature'>): string {
  return JSON.stringify([metric.name, metric.set, metric.signature]);
}
