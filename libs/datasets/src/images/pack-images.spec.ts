import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { tarOf } from '../testing/tar-of.js';
import { loadImagesStep } from './load-images.js';
import { openPackedImages, packedClasses } from './open-packed-images.js';
import { packedFiles } from './packed-files.js';
import { packImages, type PackImagesOptions } from './pack-images.js';

const folderOf = temporaryFolder();
let folder = '';
let tests = 0;
beforeEach(() => {
  tests += 1;
  folder = folderOf(`test-${tests}`);
  mkdirSync(folder);
});

/** An image of one colour: red tells it apart. */
const jpeg = (red: number): Promise<Buffer> =>
  sharp({ create: { width: 12 + red, height: 10, channels: 3, background: { r: 10 * red, g: 40, b: 60 } } })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();

/** Path of each image by class, with one that is no image and one that is cut. */
async function images(): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < 12; at++) {
    found.set(`n0${3 - (at % 3)}/n0${3 - (at % 3)}_${at}.JPEG`, await jpeg(at + 1));
  }
  found.set('n02/n02_broken.JPEG', Buffer.from('this is no image'));
  found.set('n03/n03_cut.JPEG', (await jpeg(2)).subarray(0, -40));
  return found;
}

async function asTree(): Promise<string> {
  const root = join(folder, 'tree');
  for (const [name, bytes] of await images()) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), bytes);
  }
  await writeFile(join(root, 'n02', 'readme.txt'), 'not an image');
  return root;
}

/** An archive of an archive for each class, as ImageNet's training set comes. */
async function asTar(): Promise<string> {
  const classes = new Map<string, { path: string; content: Buffer }[]>();
  for (const [path, content] of await images()) {
    const [className = '', name = ''] = path.split('/');
    classes.set(className, [...(classes.get(className) ?? []), { path: name, content }]);
  }
  const file = join(folder, 'train.tar');
  const outer = [...classes].map(([className, entries]) => ({
    path: `${className}.tar`,
    content: tarOf(entries),
  }));
  await writeFile(file, tarOf(outer));
  return file;
}

async function pack(from: string, options: Partial<PackImagesOptions> = {}) {
  const skipped: string[] = [];
  const name = join(folder, 'packed');
  const counts = await packImages({
    from,
    name,
    threads: 0,
    onSkipped: (image) => void skipped.push(image),
    ...options,
  });
  return { counts, skipped, name };
}

/** Labels and first bytes of all images of a packed set, in its order. */
async function content(name: string): Promise<{ labels: number[]; reds: number[] }> {
  const set = await openPackedImages(name, await packedClasses(name));
  const load = loadImagesStep.prepare({ source: set.source, side: 1, crop: { scale: [1, 1] } });
  const { value } = await load({ indices: Int32Array.from({ length: set.size }, (_, at) => at) });
  const reds = Array.from({ length: set.size }, (_, at) => Math.round(((value[3 * at] ?? 0) + 1) * 12.75));
  return { labels: [...set.labels], reds };
}

describe.each([
  ['a folder tree', asTree],
  ['an archive of archives', asTar],
])('images of %s', (_, make) => {
  it('are packed with their classes; what cannot be decoded is told of and skipped', async () => {
    const { counts, skipped, name } = await pack(await make(), { threads: 1 });
    expect(counts).toEqual({ images: 12, skipped: 2 });
    expect(skipped.map((path) => path.split('/').at(-1)).sort()).toEqual(['n02_broken.JPEG', 'n03_cut.JPEG']);
    expect((await readFile(packedFiles(name).skipped, 'utf8')).trim().split('\n')).toHaveLength(2);
    expect(await packedClasses(name)).toEqual(['n01', 'n02', 'n03']);
    const { labels, reds } = await content(name);
    // Image number `red - 1` was put into class 3 - (red - 1) % 3.
    expect(labels).toEqual(reds.map((red) => 2 - ((red - 1) % 3)));
    expect([...reds].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('are gone on with wherever packing stopped, to the same files', async () => {
    const from = await make();
    const whole = await pack(from, { name: join(folder, 'whole') });
    expect(whole.counts.images).toBe(12);
    const files = packedFiles(join(folder, 'whole'));
    const expected = await Promise.all(Object.values(files).map((file) => readFile(file)));
    for (const stop of [1, 5, 13]) {
      const name = join(folder, `stopped-${stop}`);
      const abort = new AbortController();
      const stopped = pack(from, {
        name,
        signal: abort.signal,
        onProgress: (done) => {
          if (done === stop) abort.abort(new Error('stopped'));
        },
      });
      await expect(stopped).rejects.toThrow('stopped');
      // As if the machine had stopped: the last image is not whole.
      const { images: data, index } = packedFiles(name);
      if (stop === 5) await truncate(data, (await readFile(data)).length - 3);
      if (stop === 1) await truncate(index, 11);
      expect((await pack(from, { name })).counts).toEqual({ images: 12, skipped: 2 });
      const again = await Promise.all(Object.values(packedFiles(name)).map((file) => readFile(file)));
      again.forEach((bytes, at) => {
        expect(bytes.equals(expected[at] ?? Buffer.alloc(0))).toBe(true);
      });
    }
  });
});

describe('packImages', () => {
  it('leaves out images without a class, and says when there are none', async () => {
    const from = await asTree();
    const { counts } = await pack(from, {
      classOf: ({ className }) => (className === 'n01' ? 'one' : undefined),
    });
    expect(counts).toEqual({ images: 4, skipped: 0 });
    await expect(pack(from, { name: join(folder, 'none'), classOf: () => undefined })).rejects.toThrow(
      'There are no images in',
    );
    await expect(pack(join(folder, 'missing'), { name: join(folder, 'x') })).rejects.toThrow(DataError);
  });

  it('opens with the classes of another set, and refuses one that has others', async () => {
    const { name } = await pack(await asTree());
    const set = await openPackedImages(name, ['n00', 'n01', 'n02', 'n03']);
    expect(Math.max(...set.labels)).toBe(3);
    await expect(openPackedImages(name, ['n01', 'n02'])).rejects.toThrow('the class n03, which is none');
  });
});
