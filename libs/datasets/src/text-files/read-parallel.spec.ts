import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readParallel } from './read-parallel.js';

const path = temporaryFolder();

describe('readParallel', () => {
  it('pairs lines', async () => {
    await writeFile(path('a.de'), 'eins\nzwei\n');
    await writeFile(path('a.en'), 'one\ntwo');
    expect(await readParallel(path('a.de'), path('a.en'))).toEqual({
      source: ['eins', 'zwei'],
      target: ['one', 'two'],
    });
  });

  it('names both files and both counts when they differ', async () => {
    await writeFile(path('b.de'), 'eins\nzwei\n');
    await writeFile(path('b.en'), 'one\n');
    await expect(readParallel(path('b.de'), path('b.en'))).rejects.toThrow(
      new DataError(
        `The two sides of a parallel corpus must have the same number of lines, but ${path('b.de')} has 2 and ${path('b.en')} has 1.`,
      ),
    );
  });

  it('refuses an empty side', async () => {
    await writeFile(path('c.de'), 'eins\n');
    await writeFile(path('c.en'), '');
    await expect(readParallel(path('c.de'), path('c.en'))).rejects.toThrow(
      /c\.en is empty, at least one line/,
    );
  });
});
