import type { CollectedRun } from '../record/collect-runs.js';
import type { CurvePoint } from '../record/run-curve.js';
import type { RunMetric, RunRecord } from '../record/run-record.js';

/** A complete record; fields given replace those of the example. */
export function exampleRecord(fields: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 1,
    task: 'translation',
    experiment: 'iwslt14-de-en',
    scale: 'paper',
    method: 'r-drop',
    engine: 'simd',
    device: 'two cores',
    versions: { node: '20.19.0' },
    seed: 1,
    gitCommit: '0123456789abcdef0123456789abcdef01234567',
    startedAt: '2026-01-02T03:04:05Z',
    finishedAt: '2026-01-02T04:04:05Z',
    seconds: 3600,
    updates: 300_000,
    parameters: 36_700_000,
    bestCheckpoint: { file: 'checkpoints/update-280000.safetensors', update: 280_000 },
    metrics: [exampleMetric()],
    settings: { alpha: 5 },
    ...fields,
  };
}

/** A BLEU of 37 on the test set; fields given replace those of the example. */
export function exampleMetric(fields: Partial<RunMetric> = {}): RunMetric {
  return { name: 'bleu', set: 'test', value: 37, signature: 'multi-bleu|case:mixed', ...fields };
}

/** A finished run with nothing beside its record; what is given replaces it. */
export function exampleRun(
  fields: Partial<RunRecord> = {},
  beside: Partial<CollectedRun> = {},
): CollectedRun {
  const record = exampleRecord(fields);
  const file = `runs/${record.task}/${record.experiment}/${record.method}/seed-${record.seed}/record.json`;
  return { file, record, curve: [], samples: [], segments: [], ...beside };
}

/** A curve of `count` validations and as many training lines: BLEU rises to `bleu`, an update takes `seconds`. */
export function exampleCurve({ bleu = 30, seconds = 1, count = 4, kl = 0.1 } = {}): CurvePoint[] {
  return Array.from({ length: count }, (_, index): CurvePoint[] => {
    const update = (index + 1) * 200;
    const loss = 4 - index / 2;
    const train = (at: number): CurvePoint => ({
      kind: 'train',
      update: at,
      metrics: { loss: 2 * loss, ce: 2 * loss, kl },
      seconds: at * seconds,
    });
    return [
      train(update - 100),
      train(update),
      {
        kind: 'validation',
        update,
        metrics: { loss, bleu: (bleu * (index + 1)) / count },
        seconds: update * seconds,
      },
    ];
  }).flat();
}
