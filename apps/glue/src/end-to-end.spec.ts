import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@rdrop/files';
import { parseRunRecord } from '@rdrop/reports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, temporaryFolder, tinyArguments } from './testing/command.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  data = ['--data', join(folder.path, 'cache'), '--engine', 'simd', '--threads', '1'];
});
afterAll(() => folder.remove());

const words = (name: string, experiment: string, changes = {}) => [
  ...['--experiment', experiment, '--out', join(folder.path, name)],
  ...data,
  ...tinyArguments(changes),
];
const recordOf = async (name: string) => {
  const run = join(folder.path, name);
  return parseRunRecord(await readFile(join(run, 'record.json'), 'utf8'), run);
};

describe('a tiny run', () => {
  it.each([
    ['classes', 'mini-mrpc-rdrop', ['accuracy', 'f1'], 'MRPC.tsv'],
    ['a number', 'mini-sts-b-rdrop', ['pearson', 'spearman'], 'STS-B.tsv'],
    ['two development sets', 'mini-mnli-baseline', ['accuracy'], 'MNLI-mm.tsv'],
  ])('%s: trains, evaluates, hands in and records', async (name, experiment, scores, submission) => {
    const trained = await command('train', ...words(name, experiment));
    expect(trained.stderr).toContain('validation at update 12');
    expect(trained.code).toBe(0);
    const evaluated = await command('evaluate', ...words(name, experiment));
    expect(evaluated.code).toBe(0);
    const record = await recordOf(name);
    const method = experiment.endsWith('rdrop') ? 'r-drop' : 'baseline';
    expect(record).toMatchObject({ task: 'glue', method, updates: 12 });
    const found = record.metrics.map(({ set, name: metric }) => `${set} ${metric}`);
    const sets = name === 'two development sets' ? ['dev', 'dev-mismatched'] : ['dev'];
    expect(found).toEqual(
      expect.arrayContaining(sets.flatMap((set) => scores.map((score) => `${set} ${score}`))),
    );
    const lines = (await readFile(join(folder.path, name, submission), 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe('index\tprediction');
    expect(lines).toHaveLength(401);
    const metrics = (await readFile(join(folder.path, name, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
    const losses = metrics.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'train');
    for (const { metrics: values } of losses) expect(values.kl > 0).toBe(method === 'r-drop');
  });

  it('gives the same numbers for the same seed, in one go or two', async () => {
    const settings = { 'training.maxUpdates': 8 };
    const train = (name: string) =>
      command('train', ...words(name, 'mini-rte-rdrop', settings), '--seed', '5');
    expect((await train('one')).code).toBe(0);
    expect((await train('two')).code).toBe(0);
    const weights = async (name: string) => {
      const { tensors } = await readSafetensors(
        join(folder.path, name, 'checkpoints', 'update-8.safetensors'),
      );
      return [...tensors].map(([tensor, { values }]) => [tensor, values]);
    };
    expect(await weights('two')).toEqual(await weights('one'));
  });

  it('takes the scaling of the official code by name', async () => {
    const settings = { 'rdrop.scaling': 'bert', 'rdrop.alpha': 0.5, 'training.maxUpdates': 4 };
    const { code } = await command('train', ...words('scaled', 'mini-rte-rdrop', settings));
    expect(code).toBe(0);
    const lines = (await readFile(join(folder.path, 'scaled', 'metrics.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n');
    const { loss, ce, kl } = JSON.parse(lines[0] ?? '').metrics;
    // CE is a mean over the batch, KL a sum over its eight examples.
    expect(Math.abs(loss - (ce + 0.5 * 8 * kl))).toBeLessThan(1e-4 * loss);
  });
});

describe('commands', () => {
  it('exports a trained model, and converts what it exported', async () => {
    const name = 'exported';
    expect((await command('train', ...words(name, 'mini-qnli-baseline'))).code).toBe(0);
    const to = join(folder.path, 'model');
    expect((await command('export', ...words(name, 'mini-qnli-baseline'), '--to', to)).code).toBe(0);
    const config = JSON.parse(await readFile(join(to, 'config.json'), 'utf8'));
    expect(config).toMatchObject({
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'entailment', 1: 'not_entailment' },
      hidden_size: 16,
    });
    expect(existsSync(join(to, 'vocab.txt'))).toBe(true);
    const again = join(folder.path, 'converted');
    const { code, stdout } = await command(
      ...['convert', '--experiment', 'mini-qnli-baseline', '--checkpoint', to, '--to', again, ...data],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ missing: [], extra: [] });
    const [one, two] = [to, again].map((each) => readFile(join(each, 'model.safetensors')));
    expect((await one)?.equals((await two) ?? Buffer.of())).toBe(true);
  });

  it('pre-trains on unlabelled text, and fine-tunes from it', async () => {
    // The generated sets stand in for the published ones.
    expect((await command('prepare', ...words('none', 'mini-rte-baseline'))).code).toBe(0);
    const from = ['--from', join(folder.path, 'cache', 'glue', 'mini', 'rte')];
    await writeFile(join(folder.path, 'more.txt'), ' = A heading =\nsome more text is here .\n');
    const settings = {
      'model.maxPositions': 32,
      'model.vocabulary': 400,
      'data.maxLength': 32,
      'pretraining.maxUpdates': 6,
      'pretraining.batch': 8,
      'pretraining.length': 32,
      'pretraining.checkpointEvery': 3,
      'pretraining.warmupUpdates': 1,
    };
    const tuning = [...words('tuned', 'small-rte-rdrop', settings), ...from];
    const early = await command('train', ...tuning);
    expect(early.stderr).toContain("run 'rdrop glue pretrain --experiment small-rte-rdrop' first");
    const pretrained = await command('pretrain', ...tuning, '--text', folder.path);
    expect(pretrained.stderr).not.toContain('error');
    expect(pretrained.code).toBe(0);
    const trained = await command('train', ...tuning);
    expect(trained.stderr).toMatch(/parameters from .*small-seed-1.*; fresh: bert\.pooler/);
    expect(trained.code).toBe(0);
    expect((await recordOf('tuned')).scale).toBe('small');
  });

  it('runs several seeds and weights', async () => {
    const settings = { 'training.maxUpdates': 4 };
    const { code, stdout } = await command(
      ...['sweep', ...words('sweep/seed-1', 'mini-rte-rdrop', settings), '--alphas', '0,1', '--seeds', '1,2'],
    );
    expect(code).toBe(0);
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results.map(({ alpha }) => alpha)).toEqual([0, 1, undefined]);
    expect(results[0]).toMatchObject({ metric: 'accuracy', seeds: [1, 2] });
    expect(results[0].scores).toHaveLength(2);
    expect(existsSync(join(folder.path, 'sweep', 'alpha-1', 'seed-2', 'record.json'))).toBe(true);
    const refused = await command('sweep', ...words('x/seed-1', 'mini-rte-baseline'));
    expect(refused.stderr).toContain('is a baseline: there is no divergence to weigh');
  });

  it('scores a bag of words', async () => {
    const { code, stdout } = await command('bag-of-words', '--experiment', 'mini-sst-2-baseline', ...data);
    expect(code).toBe(0);
    const { accuracy, mostFrequentClass } = JSON.parse(stdout);
    expect(accuracy).toBeGreaterThan(mostFrequentClass);
    // Two judgements in five are denied.
    expect(accuracy).toBeLessThan(85);
  });

  it('says where the published files are to come from', async () => {
    const { code, stderr } = await command('prepare', '--experiment', 'small-cola-baseline', ...data);
    expect(code).toBe(1);
    expect(stderr).toContain('give the folder that holds CoLA/train.tsv with --from DIR');
  });
});
