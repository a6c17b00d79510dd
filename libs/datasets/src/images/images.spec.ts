import { gzipSync } from 'node:zlib';
import { readFile, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { generateMiniImages, writeMiniImages } from '../mini-images/write-mini-images.js';
import { miniClasses } from '../mini-images/classes.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { CIFAR_RECORD_BYTES, encodeCifar, readCifar, readClassNames } from './cifar.js';
import { getCifar100 } from './cifar-100.js';
import { ImagePipeline } from './image-pipeline.js';
import { decodeImage, loadImagesStep } from './load-images.js';
import { planarPixels } from './pixels.js';
import { CROP_DRAWS } from './random-crop.js';
import { normaliseInto, resized } from './resize.js';

const folderOf = temporaryFolder();
let folder = '';
let tests = 0;
beforeEach(() => {
  tests += 1;
  folder = folderOf(`test-${tests}`);
  mkdirSync(folder);
});

describe('records of CIFAR-100', () => {
  it('come back as they were written, packed or not', async () => {
    const records = generateMiniImages(2, 5);
    const bytes = encodeCifar(records);
    await writeFile(join(folder, 'train.bin'), bytes);
    await writeFile(join(folder, 'train.bin.gz'), gzipSync(bytes));
    for (const name of ['train.bin', 'train.bin.gz']) {
      const set = await readCifar(join(folder, name), 20);
      expect(set.size).toBe(40);
      expect([...set.labels]).toEqual(records.map(({ fine }) => fine));
      if (set.source.kind !== 'records') throw new Error('expected records');
      expect(Buffer.from(set.source.data).equals(bytes)).toBe(true);
    }
  });

  it('are refused when cut, empty, or of a class that there is not', async () => {
    const file = join(folder, 'train.bin');
    const bytes = encodeCifar(generateMiniImages(1, 5));
    await writeFile(file, bytes.subarray(0, 3 * CIFAR_RECORD_BYTES - 1));
    await expect(readCifar(file, 20)).rejects.toThrow(`it has ${3 * CIFAR_RECORD_BYTES - 1} bytes`);
    await writeFile(file, '');
    await expect(readCifar(file, 20)).rejects.toThrow(DataError);
    await writeFile(file, bytes);
    await expect(readCifar(file, 13)).rejects.toThrow('image 14 has the class 13, there are 13');
    await expect(readCifar(join(folder, 'none'), 13)).rejects.toThrow(DataError);
  });
});

describe('getCifar100', () => {
  it('finds the files in a local folder', async () => {
    const from = join(folder, 'local', 'below');
    const written = await writeMiniImages(from, { train: 1, test: 1, seed: 3 });
    expect(await getCifar100({ from: join(folder, 'local'), into: join(folder, 'into') })).toEqual(written);
    expect(await readClassNames(written.classNames, 20)).toEqual(miniClasses.map(({ name }) => name));
    await expect(readClassNames(written.classNames, 19)).rejects.toThrow(
      'expected 19 names of classes, it has 20',
    );
  });
});

describe('the generated set', () => {
  it('is a function of the seed, and no two images are alike', () => {
    const images = generateMiniImages(4, 1);
    expect(generateMiniImages(4, 1)).toEqual(images);
    const distinct = new Set(images.map(({ planes }) => Buffer.from(planes).toString('latin1')));
    expect(distinct.size).toBe(80);
    const others = generateMiniImages(4, 2).map(({ planes }) => Buffer.from(planes).toString('latin1'));
    expect(others.some((image) => distinct.has(image))).toBe(false);
  });

  it('shows something of every class', () => {
    for (const { planes } of generateMiniImages(3, 1)) {
      const mean = planes.reduce((sum, byte) => sum + byte, 0) / planes.length;
      const spread = planes.reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / planes.length;
      expect(Math.sqrt(spread)).toBeGreaterThan(10);
    }
  });
});

describe('loading', () => {
  const draws = (images: number): Float32Array =>
    Float32Array.from({ length: images * CROP_DRAWS }, (_, at) => ((at * 37) % 101) / 101);

  it('crops each image by its own numbers, resizes and normalises', async () => {
    const { train } = await writeMiniImages(folder, { train: 1, test: 1, seed: 3 });
    const { source } = await readCifar(train, 20);
    const settings = { source, side: 16, crop: { scale: [0.2, 1] as const } };
    const load = loadImagesStep.prepare(settings);
    const indices = Int32Array.of(3, 11, 3);
    const { value } = await load({ indices, draws: draws(3) });
    const alone = await load({
      indices: Int32Array.of(11),
      draws: draws(3).subarray(CROP_DRAWS, 2 * CROP_DRAWS),
    });
    const size = 3 * 16 * 16;
    expect(value.subarray(size, 2 * size)).toEqual(alone.value);
    expect(value.subarray(0, size)).not.toEqual(value.subarray(2 * size));
    const whole = (await load({ indices: Int32Array.of(3) })).value;
    if (source.kind !== 'records') throw new Error('expected records');
    const expected = new Float32Array(size);
    const start = 3 * source.stride + source.offset;
    normaliseInto(expected, 0, resized(planarPixels(source.data, 32, 32, start), 16));
    expect(whole).toEqual(expected);
  });

  it('gives the batches in order from threads, and from anywhere in the sequence', async () => {
    const { train } = await writeMiniImages(folder, { train: 1, test: 1, seed: 3 });
    const { source } = await readCifar(train, 20);
    const settings = { source, side: 8, crop: { scale: [0.2, 1] as const } };
    const request = (at: number) =>
      at < 6
        ? { indices: Int32Array.of(at, at + 7), draws: draws(2 * (at + 1)).subarray(-2 * CROP_DRAWS) }
        : undefined;
    const here = new ImagePipeline({ settings, request, threads: 0 });
    const onThreads = new ImagePipeline({ settings, request, threads: 2 });
    for (const at of [0, 1, 2, 3, 5, 1, 2]) {
      expect(await onThreads.load(at)).toEqual(await here.load(at));
    }
    await expect(here.load(6)).rejects.toThrow('there is none with number 6');
    await here.close();
    await onThreads.close();
  });
});

describe('sharp', () => {
  it('decodes grey, transparent and coloured images to three channels', async () => {
    const base = sharp({
      create: { width: 9, height: 5, channels: 4, background: { r: 200, g: 30, b: 90, alpha: 1 } },
    });
    for (const [name, image] of [
      ['rgba.png', base.clone().png()],
      ['colour.jpg', base.clone().jpeg({ quality: 100 })],
      ['grey.jpg', base.clone().greyscale().jpeg()],
    ] as const) {
      await image.toFile(join(folder, name));
      const { width, height, data, step } = await decodeImage(await readFile(join(folder, name)));
      expect([width, height, step, data.length]).toEqual([9, 5, 3, 135]);
    }
    const png = await decodeImage(await readFile(join(folder, 'rgba.png')));
    expect([...png.data.subarray(0, 3)]).toEqual([200, 30, 90]);
  });
});
