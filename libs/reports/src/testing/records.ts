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
