import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRunRecord } from '@rdrop/reports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, temporaryFolder } from './testing/command.js';
import { TINY_ADAPTIVE, tinyArguments, writeTinyText } from './testing/tiny.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let shared: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyText(join(folder.path, 'raw'));
  shared = [
    '--data',
    join(folder.path, 'cache'),
    '--from',
    join(folder.path, 'raw'),
    '--engine',
    'simd',
    '--threads',
    '1',
  ];
});
afterAll(() => folder.remove());

const words = (name: string, experiment: string, settings = {}) => [
  ...['--experiment', experiment, '--out', join(folder.path, name)],
  ...shared,
  ...tinyArguments(settings),
];

/** Digest of the last checkpoint's data, and the metrics without their times. */
async function fingerprint(run: string): Promise<{ checkpoint: string; metrics: Record<string, unknown>[] }> {
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

const trainMetrics = (metrics: readonly Record<string, unknown>[]) =>
  metrics.flatMap(({ kind, metrics: values }) => (kind === 'train' ? [Object(values)] : []));

describe('a tiny run', () => {
  it.each([
    ['wikitext-103-transformer-baseline', 'baseline', {}],
    ['wikitext-103-transformer-rdrop', 'r-drop', {}],
    ['wikitext-103-adaptive-baseline', 'baseline', TINY_ADAPTIVE],
    ['wikitext-103-adaptive-rdrop', 'r-drop', TINY_ADAPTIVE],
  ])('%s: trains, evaluates, records, writes text and reports', async (experiment, method, settings) => {
    const run = join(folder.path, experiment);
    const trained = await command('train', ...words(experiment, experiment, settings));
    expect(trained.stderr).toContain('validation at update 12: loss');
    expect(trained.code).toBe(0);
    const evaluated = await command('evaluate', ...words(experiment, experiment, settings));
    expect(evaluated.stderr).toMatch(/evaluating update-\d+\.safetensors, block 24, context 16/);
    expect(evaluated.code).toBe(0);
    const record = parseRunRecord(await readFile(join(run, 'record.json'), 'utf8'), run);
    expect(record).toMatchObject({ task: 'language-modeling', method, updates: 12, engine: 'simd' });
    const metrics = record.metrics.map(({ set, name, signature }) => `${set} ${name} ${signature}`);
    expect(metrics).toEqual([
      expect.stringMatching(/^valid perplexity .*\|block:24\|context:0$/),
      expect.stringMatching(/^valid perplexity .*\|eos:counted\|.*\|block:24\|context:16$/),
      expect.stringMatching(/^test perplexity .*\|block:24\|context:16$/),
    ]);
    expect(record.metrics.map(({ paper }) => paper?.column)).toEqual([undefined, 'valid', 'test']);
    for (const { value } of record.metrics) expect(value).toBeGreaterThan(1);
    const losses = trainMetrics((await fingerprint(run)).metrics);
    expect(losses.at(-1).loss).toBeLessThan(losses[0].loss);
    expect(losses.every(({ kl }) => (method === 'r-drop' ? kl > 0 : kl === 0))).toBe(true);

    const write = (...more: string[]) =>
      command('generate', '--out', run, ...shared, '--prompt', 'The river', '--words', '40', ...more);
    const first = await write('--temperature', '0.9', '--top-k', '20', '--top-p', '0.95');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^The river /);
    expect(first.stdout).not.toMatch(/<unk>|<pad>|<s>/);
    expect((await write('--temperature', '0.9', '--top-k', '20', '--top-p', '0.95')).stdout).toBe(
      first.stdout,
    );
    expect((await write('--sample', '2')).stdout).not.toBe((await write('--sample', '3')).stdout);
    const report = await command('report', '--out', run, ...shared);
    expect(report.stdout).toContain('perplexity');
  });

  it('gives the same numbers for the same seed, others for another, and goes on where it stopped', async () => {
    const settings = { ...TINY_ADAPTIVE, 'training.maxUpdates': 8 };
    const experiment = 'wikitext-103-adaptive-rdrop';
    for (const [name, seed] of [
      ['seed-a', '5'],
      ['seed-b', '5'],
      ['seed-c', '6'],
    ] as const) {
      expect((await command('train', ...words(name, experiment, settings), '--seed', seed)).code).toBe(0);
    }
    const [a, b, c] = [
      await fingerprint(join(folder.path, 'seed-a')),
      await fingerprint(join(folder.path, 'seed-b')),
      await fingerprint(join(folder.path, 'seed-c')),
    ];
    expect(a).toEqual(b);
    expect(a.checkpoint).not.toBe(c.checkpoint);
  });

  it('takes the exact divergence when asked', async () => {
    const experiment = 'wikitext-103-adaptive-rdrop';
    const settings = { ...TINY_ADAPTIVE, 'training.maxUpdates': 4, 'rdrop.divergence': 'exact' };
    expect((await command('train', ...words('exact', experiment, settings))).code).toBe(0);
    const [first] = trainMetrics((await fingerprint(join(folder.path, 'exact'))).metrics);
    expect(first.kl).toBeGreaterThan(0);
  });
});

describe('what goes wrong is told in a sentence', () => {
  it.each([
    [['generate', '--temperature', 'hot'], "option '--temperature' expects a number from 0, got 'hot'"],
    [['generate', '--top-p', '1.5'], "option '--top-p' expects a number above 0 and at most 1, got '1.5'"],
    [['generate', '--words', '0'], "option '--words' expects a whole number from 1, got '0'"],
  ])('%o', async ([verb = '', ...rest], sentence) => {
    const run = join(folder.path, 'wikitext-103-transformer-baseline');
    const { code, stderr } = await command(verb, '--out', run, ...shared, ...rest);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });

  it('a text changed behind the name of a prepared set', async () => {
    await writeTinyText(join(folder.path, 'other'));
    const { appendFile } = await import('node:fs/promises');
    await appendFile(join(folder.path, 'other', 'wiki.test.tokens'), ' more \n');
    const changed = words('x', 'wikitext-103-transformer-baseline').map((word) =>
      word === join(folder.path, 'raw') ? join(folder.path, 'other') : word,
    );
    const { code, stderr } = await command('prepare', ...changed);
    expect(stderr).toContain('was made from other text than --from holds');
    expect(code).toBe(1);
  });

  it('a corpus without its folder, and a window without new tokens', async () => {
    const data = ['--data', join(folder.path, 'none')];
    const absent = await command('prepare', '--experiment', 'wikitext-103-prefix-rdrop', ...data);
    expect(absent.stderr).toContain('is read from a local folder: say which with --from DIR');
    const window = await command('describe', 'mini-rdrop', '--set', 'evaluation.context=64', ...data);
    expect(window.stderr).toContain('expected less than evaluation.block');
    expect([absent.code, window.code]).toEqual([1, 2]);
  });
});
