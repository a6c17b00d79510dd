import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createVit, saveWeights } from '@rdrop/nn';
import { parseRunRecord } from '@rdrop/reports';
import sharp from 'sharp';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, temporaryFolder, tinyArguments } from './testing/command.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const at = (...names: string[]): string => join(folder.path, ...names);
const cache = (): string[] => ['--data', at('cache')];

beforeAll(async () => {
  folder = await temporaryFolder();
  expect((await command('prepare', 'mini-images-rdrop', ...cache())).code).toBe(0);
});
afterAll(() => folder.remove());

const words = (name: string, experiment: string, settings = {}): string[] => [
  '--experiment',
  experiment,
  '--out',
  at(name),
  ...cache(),
  '--engine',
  'simd',
  ...tinyArguments(settings),
];

const recordOf = async (name: string) =>
  parseRunRecord(await readFile(at(name, 'record.json'), 'utf8'), at(name));

async function metricLines(name: string): Promise<{ kind: string; metrics: Record<string, number> }[]> {
  const lines = (await readFile(at(name, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const { seconds: _s, perSecond: _p, waiting: _w, ...rest } = JSON.parse(line);
    return rest;
  });
}

describe('a tiny run', () => {
  it.each([
    ['baseline', 'mini-images-baseline'],
    ['r-drop', 'mini-images-rdrop'],
  ])('%s: trains, evaluates, records, reports and predicts', async (name, experiment) => {
    const trained = await command('train', ...words(name, experiment));
    expect(trained.stderr).toContain('validation at update 8');
    expect(trained.stderr).toMatch(/waited for data \d/);
    expect(trained.code).toBe(0);
    const lines = await metricLines(name);
    const kls = lines.flatMap(({ kind, metrics }) => (kind === 'train' ? [metrics['kl']] : []));
    expect(kls).toHaveLength(4);
    if (name === 'baseline') expect(kls).toEqual([0, 0, 0, 0]);
    else expect(kls.at(-1)).toBeGreaterThan(0);
    expect((await command('evaluate', '--out', at(name), ...cache(), '--engine', 'simd')).code).toBe(0);
    const record = await recordOf(name);
    expect(record).toMatchObject({ task: 'image-classification', method: name, updates: 8, engine: 'simd' });
    expect(record.metrics.map((metric) => `${metric.set} ${metric.name}`).sort()).toEqual([
      'test top-1 accuracy',
      'test top-5 accuracy',
      'valid accuracy',
    ]);
    expect(record.metrics.find(({ set }) => set === 'valid')?.signature).toContain(
      '120 training images held out',
    );
    const [top1, top5] = ['top-1', 'top-5'].map(
      (kind) => record.metrics.find((metric) => metric.name.startsWith(kind))?.value ?? NaN,
    );
    expect(top1).toBeGreaterThanOrEqual(0);
    expect(top5).toBeGreaterThan(top1 ?? NaN);
    const report = await command('report', '--out', at(name));
    expect(report.stdout).toContain('top-1 accuracy');
  });

  it('names the test images where they select the checkpoint', async () => {
    const settings = { 'training.selectOn': 'test', 'data.holdOut': 0, 'training.maxUpdates': 4 };
    expect((await command('train', ...words('official', 'mini-images-rdrop', settings))).code).toBe(0);
    const [selected] = (await recordOf('official')).metrics;
    expect(selected).toMatchObject({ set: 'test', name: 'accuracy' });
    expect(selected?.signature).toContain('which select the checkpoint as in the official code');
  });

  it('is the same run again, with threads and without', async () => {
    const settings = { 'training.maxUpdates': 4 };
    for (const threads of [0, 1]) {
      const name = `threads-${threads}`;
      const made = await command(
        'train',
        ...words(name, 'mini-images-rdrop', { ...settings, 'data.threads': threads }),
      );
      expect(made.code).toBe(0);
    }
    expect(await metricLines('threads-1')).toEqual(await metricLines('threads-0'));
  });

  it('starts from published weights: another image size, a new head', async () => {
    await tf.setBackend('cpu');
    const config = {
      image: 16,
      patch: 8,
      dim: 16,
      ffnDim: 16,
      heads: 2,
      layers: 2,
      dropout: 0,
      attentionDropout: 0,
    };
    const published = createVit({ ...config, classes: 7 }, 9);
    await saveWeights(published.parameters, at('published'), { config: { model_type: 'vit' } });
    published.dispose();
    const settings = { 'model.pretrained': at('published'), 'data.imageSize': 32, 'training.maxUpdates': 2 };
    const sgd = { 'training.optimizer': '{"kind":"sgd","momentum":0.9,"weightDecay":0}' };
    const made = await command('train', ...words('tuned', 'mini-images-rdrop', { ...settings, ...sgd }));
    expect(made.stderr).toContain('positions resized from 2x2 to 4x4, with a new head');
    expect(made.code).toBe(0);
    const missing = { ...settings, 'model.pretrained': 'ViT-X_99' };
    const refused = await command('train', ...words('refused', 'mini-images-rdrop', missing));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("expected none, ViT-B_16, ViT-L_16 or a path, there is no 'ViT-X_99'");
  });
});

describe('predict', () => {
  it('prints the likeliest classes with probabilities, and names what it cannot read', async () => {
    const settings = { 'training.maxUpdates': 2, 'training.validateEvery': 2 };
    expect((await command('train', ...words('predicting', 'mini-images-baseline', settings))).code).toBe(0);
    const image = at('image.png');
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a04020' } }).toFile(image);
    const run = ['--out', at('predicting'), ...cache(), '--engine', 'simd'];
    const { code, stdout } = await command('predict', image, ...run);
    expect(code).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows).toHaveLength(5);
    const shares = rows.map(([path, share]) => {
      expect(path).toBe(image);
      return Number(share);
    });
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);
    const all = await command('predict', image, '--top', '20', ...run);
    const total = all.stdout
      .trimEnd()
      .split('\n')
      .reduce((sum, line) => sum + Number(line.split('\t')[1]), 0);
    expect(total).toBeCloseTo(1, 2);
    await writeFile(at('broken.jpg'), 'no image');
    const broken = await command('predict', at('broken.jpg'), image, ...run);
    expect(broken.code).toBe(1);
    expect(broken.stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(broken.stderr).toContain(`1 of 2 images could not be read: ${at('broken.jpg')}`);
    expect((await command('predict', image, '--top', '21', ...run)).code).toBe(2);
  });
});

describe('prepare', () => {
  it('draws a sheet of augmented images', async () => {
    const file = at('sheets', 'sheet.png');
    expect((await command('prepare', 'mini-images-rdrop', ...cache(), '--preview', file)).code).toBe(0);
    const { width, height } = await sharp(file).metadata();
    expect([width, height]).toEqual([8 * 96, 12 * 96]);
    // The first column is the images as they are: of the crops beside them none is the same.
    const tile = (left: number) =>
      sharp(file).extract({ left, top: 0, width: 96, height: 96 }).raw().toBuffer();
    const whole = await tile(0);
    expect(whole.equals(await tile(96))).toBe(false);
    expect((await tile(96)).equals(await tile(192))).toBe(false);
  });

  it('packs ImageNet from a folder tree, tells what it skips, and trains on it', async () => {
    for (const [split, images] of [
      ['train', 12],
      ['val', 4],
    ] as const) {
      for (const className of ['n01', 'n02', 'n03']) {
        await mkdir(at('raw', split, className), { recursive: true });
        for (let image = 0; image < images; image++) {
          const background = { r: 20 * image, g: 60, b: 80 };
          const made = sharp({ create: { width: 40 + image, height: 36, channels: 3, background } });
          await made.jpeg().toFile(at('raw', split, className, `${className}_${image}.JPEG`));
        }
      }
    }
    await writeFile(at('raw', 'train', 'n02', 'n02_bad.JPEG'), 'no image');
    const prepared = await command('prepare', 'imagenet-vit-b-rdrop', '--from', at('raw'), ...cache());
    expect(prepared.code).toBe(0);
    expect(prepared.stderr).toContain('n02/n02_bad.JPEG is skipped');
    expect(prepared.stderr).toContain('1 images of train could not be decoded');
    expect(JSON.parse(prepared.stdout)).toMatchObject({
      images: { train: 36, test: 12 },
      skipped: { train: 1 },
      classes: 3,
    });
    const settings = {
      'model.pretrained': 'none',
      'training.maxUpdates': 2,
      'data.threads': 1,
      'training.validateEvery': 2,
    };
    expect((await command('train', ...words('imagenet', 'imagenet-vit-b-rdrop', settings))).code).toBe(0);
    expect((await command('evaluate', '--out', at('imagenet'), ...cache(), '--engine', 'simd')).code).toBe(0);
    const test = (await recordOf('imagenet')).metrics.find(({ name }) => name === 'top-1 accuracy');
    expect(test).toMatchObject({ set: 'val', paper: { value: 84.38 } });
  });

  it('says what it needs, and what is wrong with what it gets', async () => {
    const missing = await command('prepare', 'cifar-100-subset-rdrop', ...cache());
    expect(missing.stderr).toContain('give its folder with --from DIR');
    expect(missing.code).toBe(1);
    await mkdir(at('few'), { recursive: true });
    await writeFile(at('few', 'fine_label_names.txt'), 'apple\n');
    for (const name of ['train.bin', 'test.bin', 'coarse_label_names.txt'])
      await writeFile(at('few', name), 'x');
    const few = await command('prepare', 'cifar-100-subset-rdrop', '--from', at('few'), ...cache());
    expect(few.stderr).toContain('expected 100 names of classes, it has 1');
    expect(few.code).toBe(1);
  });
});
