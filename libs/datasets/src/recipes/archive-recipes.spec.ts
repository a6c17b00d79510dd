import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sendFrom, testServer } from '../testing/http-server.js';
import { tarOf } from '../testing/tar-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { ArchiveRecipe } from './archive-recipe.js';
import { checkCounts, countSentence } from './expected-counts.js';
import { findByName } from './find-by-name.js';
import { getArchives } from './get-archives.js';
import { iwslt14DeEn, iwslt14EsEn, iwslt17FrEn, iwslt17ZhEn } from './talks.js';
import { wmt14EnDe, wmt14EnFr } from './wmt14.js';

const path = temporaryFolder();
const server = testServer();
const workspace = new URL('../../../../', import.meta.url);
const recipes = [iwslt14DeEn, iwslt14EsEn, iwslt17FrEn, iwslt17ZhEn, wmt14EnDe, wmt14EnFr];

const train = { archive: 'a.tgz', file: 'train.de' } as const;
const packed = { archive: 'b.tar', file: 'giga.de' } as const;
const recipe: ArchiveRecipe = {
  ...iwslt14DeEn,
  archives: [
    { name: 'a.tgz', url: 'http://localhost/one/a.tgz', maxBytes: 1 << 20 },
    { name: 'b.tar', url: 'http://localhost/giga.tar', maxBytes: 1 << 20 },
  ],
  limits: { entries: 10, entryBytes: 1 << 20, totalBytes: 1 << 20 },
  parts: [
    {
      name: 'train',
      format: 'lines',
      files: [
        [train, { archive: 'a.tgz', file: 'train.en' }],
        [packed, { archive: 'b.tar', file: 'giga.en' }],
      ],
    },
  ],
  expected: [{ part: 'train', pairs: 2, trust: 'reported', origin: 'a log' }],
};
const first = gzipSync(
  tarOf([
    { path: 'de-en/train.de', content: 'eins\n' },
    { path: 'de-en/train.en', content: 'one\n' },
    { path: 'de-en/other', content: 'x' },
  ]),
);
const second = tarOf([
  { path: 'giga.de.gz', content: 'packed' },
  { path: 'giga.en.gz', content: 'packed' },
]);

async function localArchives(name: string): Promise<string> {
  await mkdir(path(name));
  await writeFile(path(name, 'a.tgz'), first);
  await writeFile(path(name, 'giga.tar'), second);
  return path(name);
}

describe('getArchives', () => {
  it('unpacks local archives, by either name, once, and nothing but the files of the recipe', async () => {
    const from = await localArchives('archives');
    const into = path('into');
    const steps: string[] = [];
    const where = await getArchives(recipe, { from, into, onStep: (what) => steps.push(what) });
    expect(await readFile(where(train), 'utf8')).toBe('eins\n');
    expect(where(packed)).toMatch(/giga\.de\.gz$/);
    expect(await readdir(dirname(where(train)))).toEqual(['train.de', 'train.en']);
    expect(steps).toHaveLength(2);
    await getArchives(recipe, { from, into, onStep: (what) => steps.push(what) });
    expect(steps).toHaveLength(2);
    // Another archive of the same name is another one.
    await writeFile(path('archives', 'a.tgz'), gzipSync(tarOf([{ path: 'train.de', content: 'neu' }])));
    const changed = await getArchives(recipe, { from, into });
    expect(await readFile(changed(train), 'utf8')).toBe('neu');
  });

  it('takes what is unpacked already where it lies', async () => {
    const from = path('unpacked');
    await mkdir(path('unpacked', 'deep', 'er'), { recursive: true });
    for (const name of ['train.de', 'train.en', 'giga.de.gz', 'giga.en.gz']) {
      await writeFile(path('unpacked', 'deep', 'er', name), name);
    }
    const where = await getArchives(recipe, { from, into: path('unused') });
    expect(where(packed)).toBe(path('unpacked', 'deep', 'er', 'giga.de.gz'));
    expect((await readdir(path())).includes('unused')).toBe(false);
  });

  it('names what a local folder lacks, and what an archive lacks', async () => {
    await mkdir(path('lacking'));
    const lacking = getArchives(recipe, { from: path('lacking'), into: path('x') });
    await expect(lacking).rejects.toThrow(
      `${path('lacking')} has neither the archive a.tgz (from http://localhost/one/a.tgz) nor the file train.de that is in it`,
    );
    const from = await localArchives('wrong');
    await writeFile(path('wrong', 'a.tgz'), gzipSync(tarOf([{ path: 'train.de', content: 'x' }])));
    const where = await getArchives(recipe, { from, into: path('wrong-into') });
    expect(() => where({ archive: 'a.tgz', file: 'train.en' })).toThrow(
      'the archive a.tgz does not hold train.en',
    );
  });

  it('fetches archives where no folder is given', async () => {
    const remote = {
      ...recipe,
      archives: recipe.archives.map((archive) => ({ ...archive, url: server.url(`/${archive.name}`) })),
    };
    server.answers((request, response) =>
      sendFrom(request.url === '/a.tgz' ? first : second, request, response),
    );
    const seen = new Set<string>();
    const where = await getArchives(remote, { into: path('fetched'), onProgress: (name) => seen.add(name) });
    expect(await readFile(where(train), 'utf8')).toBe('eins\n');
    expect([...seen]).toEqual(['a.tgz', 'b.tar']);
    server.answers((_request, response) => response.writeHead(404).end());
    await getArchives(remote, { into: path('fetched') });
    await expect(getArchives(remote, { into: path('gone') })).rejects.toThrow('status 404');
  });
});

describe('findByName', () => {
  it('takes the file less deep, refuses two of one depth, and follows no link', async () => {
    await mkdir(path('tree', 'a', 'b'), { recursive: true });
    await mkdir(path('tree', 'c'));
    for (const at of [['x'], ['a', 'x'], ['a', 'y'], ['c', 'y']]) await writeFile(path('tree', ...at), '');
    await mkdir(path('elsewhere'));
    await writeFile(path('elsewhere', 'z'), '');
    await symlink(path('elsewhere'), path('tree', 'link'));
    const find = await findByName(path('tree'));
    expect(find('x')).toBe(path('tree', 'x'));
    expect(() => find('y')).toThrow('has two files y');
    expect(find('z')).toBeUndefined();
  });
});

describe('checkCounts', () => {
  it('says what was expected, and how far to trust it', () => {
    expect(checkCounts(recipe, { train: 2 }).map(countSentence)).toEqual([
      'train has 2 pairs, as reported (a log)',
    ]);
    expect(checkCounts(recipe, { train: 3, test: 1 }).map(countSentence)).toEqual([
      'train has 3 pairs, 2 were expected (reported: a log)',
    ]);
  });
});

describe.each(recipes)('the recipe $name', (known) => {
  it('names every file once, in archives it has, and the languages in one order', () => {
    const archives = known.archives.map(({ name }) => name);
    expect(new Set(archives).size).toBe(archives.length);
    const files = known.parts.flatMap((part) => part.files.flat());
    expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
    expect(new Set(files.map(({ archive }) => archive))).toEqual(new Set(archives));
    for (const [source, target] of known.parts.flatMap((part) => part.files)) {
      const ends = [source, target].map(({ file }) => file.replace(/\.(xml|sgm)$/, '').slice(-2));
      expect(ends).toEqual(known.languages);
    }
  });

  it('is written down in the data folder', () => {
    const written = readFileSync(new URL(`data/recipes/${known.name}.json`, workspace), 'utf8');
    expect(JSON.parse(written)).toEqual(known);
  });
});
