import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, temporaryFolder } from '../testing/command.js';
import { corpusFiles } from './corpora.js';
import { prepareText, textDigest } from './prepare-text.js';
import { openPreparedText } from './prepared-text.js';

const shared = fileURLToPath(new URL('../../../../../shared/data/lm/wikitext-103', import.meta.url));
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const TEXT = {
  train: ' \n = A = \n \n b a b <unk> \n b c \n',
  valid: ' b d \n',
  test: ' <unk> c a',
};

async function tinyFiles(name: string) {
  const from = join(folder.path, name);
  await mkdir(from);
  await writeFile(join(from, 'wiki.train.tokens'), TEXT.train);
  await writeFile(join(from, 'wiki.valid.tokens.gz'), gzipSync(TEXT.valid));
  await writeFile(join(from, 'test.txt'), TEXT.test);
  return corpusFiles({ from, into: join(folder.path, 'unused') }, { corpus: 'local' });
}

describe('prepareText', () => {
  it('numbers words by frequency, ends every line, and counts what the dictionary lacks', async () => {
    const files = await tinyFiles('plain');
    const into = join(folder.path, 'set');
    await prepareText(files, { corpus: 'local' }, into);
    const { info, dictionary, stream } = await openPreparedText(into);
    // Four special symbols, then b 3, = 2, A, a, c; padded to a multiple of 8.
    expect([...dictionary.entries()].slice(4, 9).map(({ symbol }) => symbol)).toEqual([
      'b',
      '=',
      'A',
      'a',
      'c',
    ]);
    expect(info.vocabulary).toBe(16);
    const train = await stream('train');
    expect([...train.span(0, train.tokens)]).toEqual([2, 5, 6, 5, 2, 2, 4, 7, 4, 3, 2, 4, 8, 2]);
    train.close();
    expect(info.splits).toEqual({
      train: { lines: 5, tokens: 14, unknown: 0 },
      valid: { lines: 1, tokens: 3, unknown: 1 },
      test: { lines: 1, tokens: 4, unknown: 0 },
    });
    expect(info.rawDigest).toBe(await textDigest(files));
  });

  it('leaves rare words out under a threshold', async () => {
    const into = join(folder.path, 'rare');
    await prepareText(await tinyFiles('again'), { corpus: 'local', threshold: 2 }, into);
    const { info, dictionary } = await openPreparedText(into);
    expect(dictionary.size).toBe(8);
    expect(dictionary.has('a')).toBe(false);
    expect(info.splits.train.unknown).toBe(3);
  });

  it('leaves nothing behind when a file is damaged', async () => {
    const files = await tinyFiles('damaged');
    await writeFile(files.train, Buffer.from([0x20, 0xff, 0x0a]));
    const into = join(folder.path, 'nothing', 'set');
    await expect(prepareText(files, { corpus: 'local' }, into)).rejects.toThrow('line 1 is not valid UTF-8');
    expect(await readdir(join(folder.path, 'nothing'))).toEqual([]);
  });

  it('names what a folder lacks', async () => {
    const from = join(folder.path, 'empty');
    await mkdir(from);
    await expect(corpusFiles({ from, into: from }, { corpus: 'local' })).rejects.toThrow(
      'Expected one of wiki.train.tokens, wiki.train.tokens.gz, train.txt, train.txt.gz',
    );
  });

  it.skipIf(!existsSync(shared))(
    'has the published counts of the real validation and test text (skipped when absent)',
    async () => {
      const { code, stdout, stderr } = await command(
        ...['prepare', '--experiment', 'wikitext-103-prefix-rdrop'],
        ...['--from', shared, '--data', join(folder.path, 'cache')],
      );
      expect(code).toBe(0);
      const { splits, vocabulary } = JSON.parse(stdout);
      expect(splits.valid).toMatchObject({ lines: 3760, tokens: 217_646 });
      expect(splits.test).toMatchObject({ lines: 4358, tokens: 245_569 });
      expect(splits.train).toMatchObject({ lines: 9742, tokens: 551_525 });
      expect(vocabulary).toBeGreaterThan(8000);
      expect(stderr).toContain('valid.tokens: 217646, as reported');
      expect(stderr).toContain('test.tokens: 245569, as reported');
      expect(stderr).not.toContain('were expected');
    },
  );
});
