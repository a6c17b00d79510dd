import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { paperReference, type RunRecord } from '@rdrop/reports';

/** The record of a tiny finished run. */
export function tinyRecord(method: RunRecord['method'], seed: number, bleu: number): RunRecord {
  const row = method === 'baseline' ? 'Transformer' : 'Transformer + R-Drop';
  return {
    schemaVersion: 1,
    task: 'translation',
    experiment: 'iwslt14-de-en',
    scale: 'small',
    method,
    engine: 'simd',
    device: 'two cores',
    versions: { node: '20.19.0' },
    seed,
    gitCommit: null,
    startedAt: '2026-01-02T03:04:05Z',
    finishedAt: '2026-01-02T03:14:05Z',
    seconds: 600,
    updates: 100,
    parameters: 1000,
    bestCheckpoint: { file: 'checkpoints/best.safetensors', update: 90 },
    metrics: [
      {
        name: 'bleu',
        set: 'test',
        value: bleu,
        signature: 'multi-bleu|case:lc',
        paper: paperReference({ table: 1, row, column: 'De→En' }),
      },
    ],
    settings: { alpha: method === 'baseline' ? 0 : 5 },
  };
}

/** Writes records as runs leave them: `<folder>/<experiment>/<method>/seed-<n>/record.json`. */
export async function writeRuns(folder: string, records: readonly RunRecord[]): Promise<void> {
  for (const record of records) {
    const runFolder = join(folder, record.experiment, record.method, `seed-${record.seed}`);
    await mkdir(runFolder, { recursive: true });
    await writeFile(join(runFolder, 'record.json'), JSON.stringify(record));
  }
}
