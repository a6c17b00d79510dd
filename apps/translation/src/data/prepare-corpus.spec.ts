import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSettings } from '../experiment-schema.js';
import { temporaryFolder } from '../testing/command.js';
import { writeTinyCorpus } from '../testing/tiny-corpus.js';
import { corpusFiles } from './corpora.js';
import type { CorpusFiles } from './corpus-files.js';
import { prepareCorpus } from './prepare-corpus.js';
import { openPreparedCorpus } from './prepared-corpus.js';
import { preparedFolder } from './prepared-layout.js';

const settings: DataSettings = {
  corpus: 'local',
  name: 'tiny',
  source: 'de',
  target: 'en',
  tokenizer: 'none',
  lowercase: true,
  bpeMerges: 40,
  dictionary: 'joined',
  maxPositions: 1024,
};
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let corpus: CorpusFiles;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyCorpus(folder.path);
  corpus = await corpusFiles({ from: folder.path, into: folder.path }, settings);
});
afterAll(() => folder.remove());

const cache = (name: string) => preparedFolder(join(folder.path, name), settings);
const lines = async (file: string) => (await readFile(file, 'utf8')).trimEnd().split('\n');

/** Every file of a prepared set with its content. */
async function contentOf(path: string): Promise<Record<string, string>> {
  const names = (await readdir(path)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), 'latin1')])),
  );
}

describe('prepareCorpus', () => {
  it('encodes every split so that decoding gives its tokens back', async () => {
    const target = cache('one');
    await prepareCorpus(corpus, settings, target);
    const prepared = await openPreparedCorpus(target, settings);
    expect(prepared.info.pairs).toEqual({ train: 240, valid: 20, test: 20 });
    for (const split of ['train', 'test']) {
      const { source } = await prepared.encoded(split);
      const decoded = source.map((ids) => prepared.sourceDictionary.decode(ids, { joinBpe: true }));
      expect(decoded).toEqual(await lines(join(folder.path, `${split}.de`)));
    }
    expect((await prepared.text('test', 'tok')).source).toEqual(await lines(join(folder.path, 'test.de')));
    expect((await prepared.text('test', 'bpe')).source.map(prepared.segment)).not.toEqual([]);
    expect((await readdir(target)).filter((name) => name.startsWith('train.'))).toEqual([
      'train.ids',
      'train.lengths',
    ]);
  });

  it('counts tokens as they are', async () => {
    const prepared = await openPreparedCorpus(cache('one'), settings);
    const { source, target } = await prepared.encoded('train');
    const words = (side: readonly Int32Array[]) => side.reduce((sum, ids) => sum + ids.length - 1, 0);
    expect(prepared.info.tokens['train']).toEqual([words(source), words(target)]);
  });

  it('serves both directions with one set', async () => {
    const back = { ...settings, source: settings.target, target: settings.source };
    expect(preparedFolder('cache', back)).toBe(preparedFolder('cache', settings));
    const forward = await openPreparedCorpus(cache('one'), settings);
    const backward = await openPreparedCorpus(cache('one'), back);
    const [a, b] = [await forward.encoded('test'), await backward.encoded('test')];
    expect(b).toEqual({ source: a.target, target: a.source });
    expect((await backward.text('test', 'tok')).source).toEqual((await forward.text('test', 'tok')).target);
    const [source, target] = forward.info.tokens['train'] ?? [];
    expect(backward.info.tokens['train']).toEqual([target, source]);
    const other = cache('other');
    await prepareCorpus(await corpusFiles({ from: folder.path, into: folder.path }, back), back, other);
    expect(await contentOf(other)).toEqual(await contentOf(cache('one')));
  });

  it('makes the same set in blocks, on threads and without them', async () => {
    for (const [name, threads, blockPairs] of [
      ['blocks', 0, 7],
      ['threads', 2, 10],
    ] as const) {
      const target = cache(name);
      await prepareCorpus(corpus, settings, target, { threads, blockPairs });
      expect(await contentOf(target)).toEqual(await contentOf(cache('one')));
    }
  });

  it('counts pieces in the text as from the words, where both are exact', async () => {
    const cleaned = { ratio: 1000, minimum: 1, maximum: 1000, unit: 'pieces' } as const;
    const target = cache('pieces');
    await prepareCorpus(corpus, { ...settings, clean: cleaned }, target, { threads: 0, blockPairs: 50 });
    const { 'prepared.json': _info, ...content } = await contentOf(target);
    const { 'prepared.json': _other, ...expected } = await contentOf(cache('one'));
    expect(content).toEqual(expected);
  });

  it('reads batches from the disk as from memory', async () => {
    const prepared = await openPreparedCorpus(cache('one'), settings);
    const stored = await prepared.stored('train');
    const { source, target } = await prepared.encoded('train');
    const indices = [239, 0, 100, 5];
    expect(stored.read(indices)).toEqual({
      source: indices.map((index) => source[index]),
      target: indices.map((index) => target[index]),
    });
    expect([...Array.from(stored.lengths.source)]).toEqual(source.map(({ length }) => length));
    stored.close();
  });

  it('may run twice at once: one set stays, whole, and nothing is left beside it', async () => {
    const target = cache('two');
    await Promise.all([prepareCorpus(corpus, settings, target), prepareCorpus(corpus, settings, target)]);
    expect(await readdir(join(target, '..'))).toHaveLength(1);
    expect((await (await openPreparedCorpus(target, settings)).encoded('train')).source).toHaveLength(240);
  });

  it('replaces what is not a whole set', async () => {
    const target = cache('three');
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'train.ids'), 'half');
    await prepareCorpus(corpus, settings, target);
    expect((await (await openPreparedCorpus(target, settings)).encoded('train')).source).toHaveLength(240);
  });

  it('names the folder after everything that changes the text, and nothing else', () => {
    expect(preparedFolder('cache', { ...settings, maxPositions: 5 })).toBe(preparedFolder('cache', settings));
    expect(preparedFolder('cache', { ...settings, bpeMerges: 41 })).not.toBe(
      preparedFolder('cache', settings),
    );
    expect(preparedFolder('cache', { ...settings, lowercase: false })).not.toBe(
      preparedFolder('cache', settings),
    );
  });
});
