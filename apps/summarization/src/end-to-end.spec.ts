import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeMiniStories } from '@rdrop/datasets';
import { readSafetensors } from '@rdrop/files';
import { createBart, saveBart } from '@rdrop/nn';
import { parseRunRecord } from '@rdrop/reports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, temporaryFolder } from './testing/command.js';
import { tinyArguments } from './testing/tiny.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let shared: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const raw = join(folder.path, 'raw');
  await writeMiniStories(raw, { train: 60, valid: 6, test: 6 });
  shared = ['--data', join(folder.path, 'cache'), '--from', raw, '--engine', 'simd'];
});
afterAll(() => folder.remove());

const words = (name: string, experiment: string, settings = {}) => [
  '--experiment',
  experiment,
  '--out',
  join(folder.path, name),
  ...shared,
  ...tinyArguments(settings),
];

interface LogLine {
  readonly kind: string;
  readonly update: number;
  readonly metrics: Readonly<Record<string, number>>;
}

async function metricsOf(run: string): Promise<LogLine[]> {
  const text = await readFile(join(folder.path, run, 'metrics.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a tiny run', () => {
  it.each([
    ['baseline', 'cnn-dm-baseline', 'BART'],
    ['r-drop', 'cnn-dm-rdrop', 'BART + R-Drop'],
  ])('%s: trains, evaluates, records and reports', async (name, experiment, row) => {
    const trained = await command('train', ...words(name, experiment));
    expect(trained.stderr).toContain('validation at update 8');
    expect(trained.code).toBe(0);
    const evaluated = await command('evaluate', ...words(name, experiment));
    expect(evaluated.stderr).toMatch(/6 summaries in [\d.]+ s, [\d.]+ a second/u);
    expect(evaluated.code).toBe(0);
    const run = join(folder.path, name);
    const record = parseRunRecord(await readFile(join(run, 'record.json'), 'utf8'), run);
    expect(record).toMatchObject({ task: 'summarization', method: name, updates: 8, engine: 'simd' });
    const test = record.metrics.filter(({ set }) => set === 'test');
    const titles = ['ROUGE-1', 'ROUGE-2', 'ROUGE-L'];
    const each = ['', ' (lead-1)', ' (lead-3)'].flatMap((suffix) =>
      titles.map((title) => `${title}${suffix}`),
    );
    expect(test.map(({ name: metric }) => metric)).toEqual([...each, ...each]);
    expect(new Set(test.map(({ signature }) => signature)).size).toBe(2);
    // The paper's numbers stand beside the scoring of the paper's own code alone.
    expect(
      test.flatMap(({ paper }) => (paper === undefined ? [] : [`${paper.row} ${paper.column}`])),
    ).toEqual(['R-1', 'R-2', 'R-L'].map((column) => `${row} ${column}`));
    const value = (metric: string) => test.find((entry) => entry.name === metric)?.value ?? NaN;
    expect(value('ROUGE-1 (lead-3)')).toBeGreaterThan(10);
    const summaries = (await readFile(join(run, 'test.summaries.txt'), 'utf8')).trimEnd().split('\n');
    expect(summaries).toHaveLength(6);
    const losses = (await metricsOf(name))
      .filter(({ kind }) => kind === 'train')
      .map(({ metrics }) => metrics);
    expect(losses.at(-1)?.['loss']).toBeLessThan(losses[0]?.['loss'] ?? 0);
    expect(losses.every(({ kl = -1 }) => (name === 'r-drop' ? kl > 0 : kl === 0))).toBe(true);
    const report = await command('report', ...words(name, experiment));
    expect(report.stdout).toContain('ROUGE-L (lead-3)');
  });

  it('learns the same whether layers are kept or computed again, and goes on where it stopped', async () => {
    const whole = { 'training.accumulate': 2 };
    expect((await command('train', ...words('again', 'cnn-dm-rdrop', whole))).code).toBe(0);
    const kept = { ...whole, 'training.recompute': 'false' };
    expect((await command('train', ...words('kept', 'cnn-dm-rdrop', kept))).code).toBe(0);
    const curve = async (run: string) =>
      (await metricsOf(run)).map(({ update, metrics }) => [update, metrics['loss'] ?? NaN] as const);
    const [again, other] = [await curve('again'), await curve('kept')];
    expect(again.length).toBeGreaterThan(4);
    again.forEach(([update, loss], i) => {
      expect(other[i]?.[0]).toBe(update);
      expect(other[i]?.[1]).toBeCloseTo(loss, 4);
    });
    const resumed = await command('train', ...words('again', 'cnn-dm-rdrop', whole));
    expect(resumed.code).toBe(0);
    expect(await curve('again')).toEqual(again);
  });
});

describe('a run that starts from a checkpoint', () => {
  it('takes its weights, and refuses one of another size', async () => {
    const prepared = JSON.parse((await command('prepare', ...words('unused', 'cnn-dm-rdrop'))).stdout);
    const checkpoint = join(folder.path, 'bart');
    const sizes = { dim: 16, ffnDim: 32, heads: 2, encoderLayers: 1, decoderLayers: 1, maxPositions: 100 };
    const rates = { dropout: 0.3, attentionDropout: 0.3, activationDropout: 0.3 };
    const model = createBart(
      { ...sizes, ...rates, vocabulary: prepared.vocabulary, scaleEmbedding: false, paddingId: 1 },
      77,
    );
    await saveBart(model, checkpoint);
    model.dispose();
    const start = JSON.stringify({ pretrained: checkpoint });
    const still = { 'model.start': start, 'training.schedule.peak': 1e-12, 'training.maxUpdates': 2 };
    expect((await command('train', ...words('start', 'cnn-dm-rdrop', still))).code).toBe(0);
    const trained = await readSafetensors(join(folder.path, 'start', 'checkpoints', 'update-2.safetensors'));
    const { tensors } = await readSafetensors(join(checkpoint, 'model.safetensors'));
    const [name, wanted] = [...tensors].find(([key]) => key.endsWith('fc1.weight')) ?? [''];
    const got = [...trained.tensors].find(([key]) => key.endsWith(name))?.[1];
    expect(got?.values[5]).toBeCloseTo(Number(wanted?.values[5]), 6);
    const wrong = { 'model.start': start, 'model.ffnDim': 48 };
    const refused = await command('train', ...words('wrong', 'cnn-dm-rdrop', wrong));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('expected a model with ffnDim 48, got 32');
  });
});
