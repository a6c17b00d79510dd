import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readAllLines } from './read-lines.js';
import { writeLines, writeTextAtomic } from './write-lines.js';

const path = temporaryFolder();

describe('writeLines', () => {
  it('writes what readLines reads', async () => {
    const lines = ['Grüße', '', 'a\u2028b\u0085c\rd', '😀', 'x'.repeat(200_000), ''];
    await writeLines(path('round'), lines);
    expect(await readAllLines(path('round'))).toEqual(lines);
    expect((await readFile(path('round'), 'utf8')).endsWith('\n\n')).toBe(true);
  });

  it('leaves the old file and nothing else when the source of the lines fails', async () => {
    await mkdir(path('half'));
    await writeFile(path('half', 'text'), 'old\n');
    const failing = function* (): Generator<string> {
      yield 'x'.repeat(300_000);
      throw new Error('no more');
    };
    await expect(writeLines(path('half', 'text'), failing())).rejects.toThrow('no more');
    expect(await readFile(path('half', 'text'), 'utf8')).toBe('old\n');
    expect(await readdir(path('half'))).toEqual(['text']);
  });

  it.each([
    ['a\nb', /line 2 holds a line feed/],
    ['a\r', /line 2 ends in a carriage return/],
    ['\ud83d', /line 2 holds half a surrogate pair/],
  ])('refuses the line %j, which would not come back', async (line, message) => {
    await expect(writeLines(path('refused'), ['fine', line])).rejects.toThrow(message);
    await expect(readFile(path('refused'))).rejects.toThrow(/ENOENT/);
  });

  it('explains why a file cannot be written', async () => {
    await expect(writeLines(path('no', 'such', 'folder'), ['a'])).rejects.toThrow(
      new DataError(`Cannot write ${path('no', 'such', 'folder')}: there is no such file or folder.`),
    );
    await mkdir(path('taken'));
    await expect(writeTextAtomic(path('taken'), ['a'])).rejects.toThrow(DataError);
    expect((await readdir(path())).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
