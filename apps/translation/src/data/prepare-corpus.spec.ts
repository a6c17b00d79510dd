import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iwslt14DeEnSettings } from '../experiments/iwslt14-de-en.js';
import { temporaryFolder } from '../testing/command.js';
import { writeTinyCorpus } from '../testing/tiny-corpus.js';
import { readCorpus } from './corpora.js';
import { prepareCorpus } from './prepare-corpus.js';
import { openPreparedCorpus } from './prepared-corpus.js';
import { preparedFolder } from './prepared-layout.js';
import type { RawCorpus } from './raw-corpus.js';

const settings = { ...iwslt14DeEnSettings.data, corpus: 'local', name: 'tiny', bpeMerges: 40 } as const;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let corpus: RawCorpus;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyCorpus(folder.path);
  corpus = await readCorpus({ from: folder.path, into: folder.path }, settings);
});
afterAll(() => folder.remove());

const cache = (name: string) => preparedFolder(join(folder.path, name), settings);

describe('prepareCorpus', () => {
  it('encodes every split so that decoding gives its tokens back', async () => {
    const target = cache('one');
    const info = await prepareCorpus(corpus, settings, target);
    expect(info.pairs).toEqual({ train: 240, valid: 20, test: 20 });
    const prepared = await openPreparedCorpus(target, settings);
    const { source } = await prepared.encoded('test');
    const decoded = source.map((ids) => prepared.sourceDictionary.decode(ids, { joinBpe: true }));
    expect(decoded).toEqual((await prepared.text('test', 'tok')).source);
    expect(decoded).toEqual(corpus.tests[0]?.text.source);
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
    await writeFile(join(target, 'train.bpe.de'), 'half');
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
