import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { readParallel } from '../text-files/read-parallel.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { iwslt14 } from './iwslt14.js';
import { multi30k } from './multi30k.js';
import { prepareRecipe } from './prepare-recipe.js';
import { type Recipe, type RecipeFile } from './recipe.js';

const path = temporaryFolder();
const workspace = new URL('../../../../', import.meta.url);
const shared = fileURLToPath(new URL('../shared/data/translation/', workspace));

const texts: Readonly<Record<string, string>> = {
  'a.de': 'eins\nzwei\n',
  'a.en': 'one\ntwo\n',
  codes: '#version\n',
  'more.de': 'drei\n',
  'more.en': 'three\n',
};
function file(name: string): RecipeFile {
  const text = texts[name] ?? '';
  return {
    name,
    lines: text.split('\n').length - 1,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}
const recipe: Recipe = {
  name: 'tiny',
  title: 'Tiny',
  address: 'https://example.org/tiny',
  revision: '1',
  licence: 'none',
  form: 'raw',
  languages: { source: 'de', target: 'en' },
  parts: [
    { name: 'train', source: file('a.de'), target: file('a.en') },
    { name: 'more', source: file('more.de'), target: file('more.en'), optional: true },
  ],
  extras: [file('codes')],
};

async function folderWith(
  name: string,
  changes: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<string> {
  await mkdir(path(name));
  const needed = Object.fromEntries(Object.entries(texts).filter(([entry]) => !entry.startsWith('more')));
  for (const [entry, content] of Object.entries({ ...needed, ...changes }))
    await writeFile(path(name, entry), content);
  return path(name);
}

describe('prepareRecipe', () => {
  it('writes checked files under common names, packed or not, without what is optional', async () => {
    const from = await folderWith('good', { 'a.de.gz': gzipSync('eins\nzwei\n') });
    await rm(path('good', 'a.de'));
    const { parts, extras } = await prepareRecipe(recipe, { from, into: path('out') });
    expect(parts.map(({ name, lines }) => [name, lines])).toEqual([['train', 2]]);
    expect(extras).toEqual([path('out', 'codes')]);
    expect((await readdir(path('out'))).sort()).toEqual(['codes', 'train.de', 'train.en']);
    expect(await readFile(path('out', 'train.de'), 'utf8')).toBe('eins\nzwei\n');
  });

  it('takes what is optional when it is there, and then wants both sides', async () => {
    const from = await folderWith('more', { 'more.de': 'drei\n', 'more.en': 'three\n' });
    const { parts } = await prepareRecipe(recipe, { from, into: path('out-more') });
    expect(parts.map(({ name }) => name)).toEqual(['train', 'more']);
    await rm(path('more', 'more.en'));
    await expect(prepareRecipe(recipe, { from, into: path('out-2') })).rejects.toThrow(
      /neither more\.en nor more\.en\.gz/,
    );
  });

  it('names file, expected and got for a wrong checksum or count, and writes nothing', async () => {
    const changed = await folderWith('changed', { 'a.en': 'one\ntoo\n' });
    const got = createHash('sha256').update('one\ntoo\n').digest('hex');
    await expect(prepareRecipe(recipe, { from: changed, into: path('nothing') })).rejects.toThrow(
      new DataError(
        `The text of ${path('changed', 'a.en')} is not the published one: expected sha256 ${file('a.en').sha256}, got ${got}.`,
      ),
    );
    const short = await folderWith('short', { 'a.en': 'one' });
    await expect(prepareRecipe(recipe, { from: short, into: path('nothing') })).rejects.toThrow(
      new DataError(`The file ${path('short', 'a.en')} has 1 lines, 2 were expected.`),
    );
    expect(existsSync(path('nothing'))).toBe(false);
  });

  it('says what is missing and where it comes from', async () => {
    const from = await folderWith('missing');
    await rm(path('missing', 'codes'));
    await expect(prepareRecipe(recipe, { from, into: path('x') })).rejects.toThrow(
      `Cannot prepare tiny: ${from} has neither codes nor codes.gz (they come from https://example.org/tiny, revision 1).`,
    );
    await expect(prepareRecipe(recipe, { from: path('absent'), into: path('x') })).rejects.toThrow(
      /no such file or folder/,
    );
    await expect(prepareRecipe(recipe, { from: path('missing', 'a.de'), into: path('x') })).rejects.toThrow(
      /a folder was expected/,
    );
  });
});

describe.each([multi30k, iwslt14])('the recipe $name', (known) => {
  it('has train, valid and test, equal counts and checksums', () => {
    expect(known.parts.slice(0, 3).map(({ name }) => name)).toEqual(['train', 'valid', 'test']);
    for (const { source, target } of known.parts) expect(source.lines).toBe(target.lines);
    const files = [...known.parts.flatMap(({ source, target }) => [source, target]), ...known.extras];
    expect(files.filter(({ sha256 }) => !/^[0-9a-f]{64}$/u.test(sha256))).toEqual([]);
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(files.length);
  });

  it('is written down in the data folder', () => {
    const written = readFileSync(new URL(`data/recipes/${known.name}.json`, workspace), 'utf8');
    expect(JSON.parse(written)).toEqual(known);
  });

  it.skipIf(!existsSync(`${shared}${known.name}`))(
    'prepares the real files (skipped when they are absent)',
    async () => {
      const { parts } = await prepareRecipe(known, {
        from: `${shared}${known.name}`,
        into: path('real', known.name),
      });
      for (const { files, lines } of parts) {
        expect((await readParallel(files.source, files.target)).source.length).toBe(lines);
      }
      expect(parts.length).toBe(known.parts.length);
    },
  );
});
