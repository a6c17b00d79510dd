import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sendFrom, testServer } from '../testing/http-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { zipOf } from '../testing/zip-of.js';
import { findTextFiles, getTextFiles, sizeSentence, type TextFolderRecipe } from './text-recipe.js';
import { wikiText103, wikiText103Prefix, wikiText2 } from './wikitext.js';

const path = temporaryFolder();
const server = testServer();
const workspace = new URL('../../../../', import.meta.url);
const shared = fileURLToPath(new URL('../shared/data/lm/wikitext-103', workspace));

const contents = { train: ' a b \n', valid: ' a \n', test: ' b \n' };
const zip = zipOf(
  Object.entries(contents).map(([name, content]) => ({ path: `wikitext-2/wiki.${name}.tokens`, content })),
);
const digest = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('getTextFiles', () => {
  it('fetches the archive, checks it and unpacks it once', async () => {
    server.answers((request, response) => sendFrom(zip, request, response));
    const recipe = {
      ...wikiText2,
      archives: [{ name: 'w.zip', url: server.url('/w.zip'), maxBytes: 1 << 20, sha256: digest(zip) }],
      parts: wikiText2.parts.map((part) => ({
        ...part,
        files: [[{ archive: 'w.zip', file: part.files[0][0].file }]] as const,
      })),
    };
    const files = await getTextFiles(recipe, { into: path('fetched') });
    for (const name of ['train', 'valid', 'test'] as const)
      expect(await readFile(files[name], 'utf8')).toBe(contents[name]);
    expect(await getTextFiles(recipe, { into: path('fetched') })).toEqual(files);
    expect(server.requests).toHaveLength(1);
    const wrong = {
      ...recipe,
      archives: recipe.archives.map((archive) => ({ ...archive, sha256: digest('x') })),
    };
    await expect(getTextFiles(wrong, { into: path('wrong'), download: { tries: 1 } })).rejects.toThrow(
      /sha256/,
    );
  });

  it('takes what lies in a folder, packed or not', async () => {
    await mkdir(path('local', 'below'), { recursive: true });
    await writeFile(path('local', 'wiki.train.tokens'), contents.train);
    await writeFile(path('local', 'below', 'wiki.valid.tokens.gz'), gzipSync(contents.valid));
    await writeFile(path('local', 'wiki.test.tokens'), contents.test);
    const files = await getTextFiles(wikiText103, { from: path('local'), into: path('unused') });
    expect(files.valid).toBe(path('local', 'below', 'wiki.valid.tokens.gz'));
    await mkdir(path('empty'));
    await expect(getTextFiles(wikiText103, { from: path('empty'), into: path('unused') })).rejects.toThrow(
      'has neither the archive wikitext-103-v1.zip',
    );
  });
});

describe('findTextFiles', () => {
  it('holds the files to their counts and checksums', async () => {
    const part = (name: 'train' | 'valid' | 'test') => ({
      name,
      file: { name: `wiki.${name}.tokens`, lines: 1, sha256: digest(contents[name]) },
    });
    const recipe: TextFolderRecipe = {
      ...wikiText103Prefix,
      parts: [part('train'), part('valid'), part('test')],
    };
    await mkdir(path('checked'));
    for (const name of ['train', 'valid'] as const)
      await writeFile(path('checked', `wiki.${name}.tokens`), contents[name]);
    await expect(findTextFiles(recipe, path('checked'))).rejects.toThrow('has neither wiki.test.tokens nor');
    await writeFile(path('checked', 'wiki.test.tokens.gz'), gzipSync(contents.test));
    expect((await findTextFiles(recipe, path('checked'))).test).toBe(path('checked', 'wiki.test.tokens.gz'));
    await writeFile(path('checked', 'wiki.test.tokens'), ' c \n');
    await expect(findTextFiles(recipe, path('checked'))).rejects.toThrow('is not the published one');
  });

  it.skipIf(!existsSync(shared))('finds the real prefix (skipped when it is absent)', async () => {
    const files = await findTextFiles(wikiText103Prefix, shared);
    expect(Object.keys(files)).toEqual(['train', 'valid', 'test']);
  });
});

describe('sizeSentence', () => {
  it('says whether a count agrees', () => {
    const [tokens] = wikiText103.expected;
    if (tokens === undefined) throw new Error('nothing expected');
    expect(sizeSentence(tokens, 103_227_021)).toBe(
      'train.tokens: 103227021, as reported (Merity et al. 2017, Table 1, and fairseq)',
    );
    expect(sizeSentence(tokens, 5)).toContain('train.tokens: 5, 103227021 were expected');
  });
});

it.each([wikiText103, wikiText2, wikiText103Prefix])(
  'the recipe $name is written down in the data folder',
  (known) => {
    const written = readFileSync(new URL(`data/recipes/${known.name}.json`, workspace), 'utf8');
    expect(JSON.parse(written)).toEqual(known);
  },
);
