import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatStory } from '@rdrop/datasets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, temporaryFolder } from '../testing/command.js';
import { tinyArguments } from '../testing/tiny.js';
import { summaryParts } from './corpora.js';
import { openPreparedSet, cutIds } from './prepared-set.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const PAIRS = [
  ['The first document. It is longer.', 'First document .'],
  ['The second document.', 'Second document .'],
] as const;

async function raw(form: 'stories' | 'lines' | 'jsonl'): Promise<string> {
  const at = join(folder.path, form);
  for (const part of ['train', 'val', 'test']) {
    await mkdir(join(at, part), { recursive: true });
    const write = (name: string, lines: string[]) =>
      writeFile(join(at, name), lines.map((line) => `${line}\n`).join(''));
    if (form === 'lines') {
      await write(
        `${part}.source`,
        PAIRS.map(([document]) => document),
      );
      await write(
        `${part}.target`,
        PAIRS.map(([, summary]) => summary),
      );
    } else if (form === 'jsonl') {
      await write(
        `${part}.jsonl`,
        PAIRS.map(([article, highlights]) => JSON.stringify({ article, highlights })),
      );
    } else {
      for (const [i, [document, summary]] of PAIRS.entries())
        await writeFile(join(at, part, `${i}.story`), formatStory([document], [summary]));
    }
  }
  return at;
}

const prepare = (from: string, name: string) =>
  command(
    'prepare',
    ...['--experiment', 'cnn-dm-rdrop', '--data', join(folder.path, 'cache'), '--from', from],
    ...tinyArguments({ 'data.name': name }),
  );

describe('prepare', () => {
  it('makes the same set of stories, of pairs of lines and of JSON lines', async () => {
    const files: string[] = [];
    for (const form of ['stories', 'lines', 'jsonl'] as const) {
      const { code, stdout } = await prepare(await raw(form), form);
      expect(code).toBe(0);
      const { folder: at, parts } = JSON.parse(stdout);
      expect(parts.train).toMatchObject({ pairs: 2, empty: 0 });
      files.push(await readFile(join(at, 'train.ids'), 'latin1'));
      const set = await openPreparedSet(at, { maxSource: 5, maxTarget: 40 });
      const train = await set.stored('train');
      const { source, target } = train.read([1, 0]);
      expect(set.tokenizer.decode(target[0] ?? [])).toBe('Second document .');
      expect([target[0]?.[0], target[0]?.at(-1)]).toEqual([0, 2]);
      // Cut to its limit, the end symbol stays.
      expect([source[1]?.length, source[1]?.[0], source[1]?.[4]]).toEqual([5, 0, 2]);
      expect([...Array.from(train.lengths.source)]).toEqual([5, 5]);
      train.close();
      expect(await set.text('test', 'documents')).toEqual(PAIRS.map(([document]) => document));
    }
    expect(new Set(files).size).toBe(1);
    expect((await prepare(join(folder.path, 'jsonl'), 'jsonl')).stderr).not.toContain('preparing');
  });

  it('counts what is empty, and says how a set differs from the official one', async () => {
    const at = await raw('lines');
    await writeFile(join(at, 'train.target'), '\nSecond document .\n');
    const { code, stdout, stderr } = await command(
      'prepare',
      ...['--experiment', 'cnn-dm-rdrop', '--data', join(folder.path, 'cache'), '--from', at],
      ...['--set', 'data.tokenizer={"kind":"learned","merges":20}'],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).parts.train).toMatchObject({ pairs: 1, empty: 1 });
    expect(stderr).toContain('train: 1 pairs, 1 without text left out, others report 287226');
  });

  it('says what to give where nothing is at hand', async () => {
    const { code, stderr } = await command('prepare', '--experiment', 'cnn-dm-rdrop', '--data', folder.path);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'the set cnn-dm is not prepared; give --from FOLDER with the story files of CNN and',
    );
    await expect(summaryParts('cnn-dm-samples', { into: '', from: folder.path })).rejects.toThrow(
      'expected the file validation_1000.jsonl.gz',
    );
  });
});

it('cutIds keeps the end', () => {
  expect([...cutIds(Int32Array.of(0, 7, 8, 9, 2), 3)]).toEqual([0, 7, 2]);
  expect([...cutIds(Int32Array.of(0, 7, 2), 3)]).toEqual([0, 7, 2]);
});
