import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectRuns, parseRunRecord } from '@rdrop/reports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, startCommand, temporaryFolder } from './testing/command.js';
import { tinyArguments, writeTinyCorpus } from './testing/tiny-corpus.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let shared: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyCorpus(join(folder.path, 'raw'));
  shared = ['--data', join(folder.path, 'cache'), '--from', join(folder.path, 'raw'), '--engine', 'simd'];
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

/** Digest of the last checkpoint's parameters and optimizer state, and the metrics without their times. */
async function fingerprint(run: string): Promise<{ checkpoint: string; metrics: unknown[] }> {
  const checkpoints = join(run, 'checkpoints');
  const files = (await readdir(checkpoints)).filter((name) => name.endsWith('.safetensors'));
  const update = (name: string) => Number(/\d+/.exec(name)?.[0]);
  const last = files.sort((a, b) => update(a) - update(b)).at(-1) ?? '';
  const bytes = await readFile(join(checkpoints, last));
  // The header holds wall-clock seconds; the data behind it is all numbers of the run.
  const data = bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
  const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  const metrics = lines.map((line) => {
    const { seconds: _s, perSecond: _p, ...rest } = JSON.parse(line);
    return rest;
  });
  return { checkpoint: `${last} ${createHash('sha256').update(data).digest('hex')}`, metrics };
}

describe('a tiny run', () => {
  it.each([
    ['baseline', 'iwslt14-de-en-baseline', 'baseline'],
    ['r-drop', 'iwslt14-de-en-rdrop', 'r-drop'],
  ])('%s: trains, evaluates, records and reports', async (name, experiment, method) => {
    const trained = await command('train', ...words(name, experiment));
    expect(trained.stderr).toContain('validation at update 12');
    expect(trained.code).toBe(0);
    const evaluated = await command('evaluate', ...words(name, experiment));
    expect(evaluated.stderr).not.toContain('error');
    expect(evaluated.code).toBe(0);
    const run = join(folder.path, name);
    const record = parseRunRecord(await readFile(join(run, 'record.json'), 'utf8'), run);
    expect(record).toMatchObject({
      task: 'translation',
      method,
      updates: 12,
      engine: 'simd',
      seed: expect.any(Number),
    });
    expect(record.metrics.map(({ set, name: metric }) => `${set} ${metric}`)).toEqual(
      expect.arrayContaining(['test BLEU (tokenised)', 'test BLEU (compound-split)', 'test sacreBLEU']),
    );
    for (const { value, signature } of record.metrics) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(signature).not.toBe('');
    }
    const { metrics } = await fingerprint(run);
    const losses = metrics.flatMap((line) => {
      const { kind, metrics: values } = line as { kind: string; metrics: Record<string, number> };
      return kind === 'train' ? [values] : [];
    });
    expect(losses.at(-1)?.['loss']).toBeLessThan(losses[0]?.['loss'] ?? 0);
    expect(
      losses.every((values) => (method === 'r-drop' ? (values['kl'] ?? 0) > 0 : values['kl'] === 0)),
    ).toBe(true);
    const averaged = await command(
      'evaluate',
      ...words(name, experiment),
      '--set',
      'evaluation.checkpoint=average',
    );
    expect(averaged.stderr).toContain('evaluating average of update-8.safetensors, update-12.safetensors');
    expect(averaged.code).toBe(0);
    const report = await command('report', ...words(name, experiment));
    expect(report.code).toBe(0);
    expect(report.stdout).toContain('BLEU');
    expect(existsSync(join(run, 'test.hypotheses.en'))).toBe(true);
  });

  it('with a dictionary for each language: reads one, writes the other', async () => {
    const settings = { 'data.source': 'de', 'training.maxUpdates': 8 };
    const arguments_ = words('separate', 'iwslt17-zh-en-rdrop', settings);
    const { code, stderr } = await command('train', ...arguments_);
    expect(stderr).toContain('validation at update 8');
    expect(code).toBe(0);
    const described = JSON.parse((await command('describe', ...arguments_, '--json')).stdout);
    const parts = described.sections.find(({ title }: { title: string }) => title === 'parameters').table
      .rows;
    expect(parts.map(([part]: [string]) => part)).toEqual(
      expect.arrayContaining(['source embedding', 'target embedding']),
    );
    expect((await command('evaluate', ...arguments_)).code).toBe(0);
    const hypotheses = await readFile(join(folder.path, 'separate', 'test.hypotheses.en'), 'utf8');
    expect(hypotheses.trimEnd().split('\n')).toHaveLength(20);
  });

  it('accumulates batches, validates by epoch, averages checkpoints, and puts the number beside one score', async () => {
    const arguments_ = words('big', 'wmt14-en-de-rdrop', {
      'model.heads': 4,
      'training.validateEvery': 'epoch',
      'training.maxTokens': 64,
      'training.accumulate': 3,
      'training.keepCheckpoints': 2,
      'training.maxUpdates': 40,
    });
    const trained = await command('train', ...arguments_);
    expect(trained.code).toBe(0);
    const run = join(folder.path, 'big');
    const { metrics } = await fingerprint(run);
    const validations = metrics.filter((line) => (line as { kind: string }).kind === 'validation');
    const epochs = validations.map((line) => (line as { epoch: number }).epoch);
    expect(epochs.length).toBeGreaterThan(1);
    expect(epochs).toEqual(epochs.map((_, at) => at + 1));
    const evaluated = await command('evaluate', ...arguments_);
    expect(evaluated.stderr).toMatch(
      /evaluating average of update-\d+\.safetensors, update-40\.safetensors with beam 4 and length penalty 0\.6/,
    );
    expect(evaluated.code).toBe(0);
    const record = parseRunRecord(await readFile(join(run, 'record.json'), 'utf8'), run);
    const beside = record.metrics.filter(({ paper }) => paper !== undefined);
    expect(beside.map(({ name, set, paper }) => [name, set, paper?.value])).toEqual([
      ['BLEU (compound-split)', 'test', 30.91],
    ]);
    const { runs } = await collectRuns([run]);
    const tested = record.metrics
      .filter(({ set }) => set === 'test')
      .map(({ name, signature }) => [name, signature]);
    expect(runs[0]?.segments.map(({ name, signature }) => [name, signature])).toEqual(tested);
    expect(runs[0]?.samples[0]).toMatchObject({ set: 'test', input: expect.stringMatching(/./u) });
  });

  it('gives the same numbers for the same seed and others for another', async () => {
    for (const [name, seed] of [
      ['seed-a', '5'],
      ['seed-b', '5'],
      ['seed-c', '6'],
    ] as const) {
      const { code } = await command(
        'train',
        ...words(name, 'iwslt14-de-en-rdrop', { 'training.maxUpdates': 4 }),
        '--seed',
        seed,
      );
      expect(code).toBe(0);
    }
    const [a, b, c] = [
      await fingerprint(join(folder.path, 'seed-a')),
      await fingerprint(join(folder.path, 'seed-b')),
      await fingerprint(join(folder.path, 'seed-c')),
    ];
    expect(a).toEqual(b);
    expect(a.checkpoint).not.toBe(c.checkpoint);
  });
});

describe('a run killed in the middle', () => {
  it('goes on from its last checkpoint and ends with the same numbers as an unbroken one', async () => {
    const settings = { 'training.maxUpdates': 24, 'training.validateEvery': 4 };
    const unbroken = await command('train', ...words('unbroken', 'iwslt14-de-en-rdrop', settings));
    expect(unbroken.code).toBe(0);

    const run = join(folder.path, 'killed');
    const arguments_ = ['train', ...words('killed', 'iwslt14-de-en-rdrop', settings)];
    const child = startCommand(...arguments_);
    const closed = once(child, 'close');
    // Kill without warning as soon as a checkpoint is there, wherever the run is by then.
    const manifest = join(run, 'checkpoints', 'manifest.json');
    while (!existsSync(manifest) && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await closed;
    expect(child.signalCode).toBe('SIGKILL');
    expect((await fingerprint(run)).checkpoint).not.toContain('update-24.');

    const resumed = await command(...arguments_);
    expect(resumed.stderr).toContain('going on from update');
    expect(resumed.code).toBe(0);
    expect(await fingerprint(run)).toEqual(await fingerprint(join(folder.path, 'unbroken')));
  });
});
