import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleRecord } from '../testing/records.js';
import { collectRunRecords } from './collect-run-records.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rdrop-reports-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

describe('collectRunRecords', () => {
  it('finds records at any depth, sorted, and nothing else', async () => {
    await put('b/seed-2/record.json', JSON.stringify(exampleRecord({ seed: 2 })));
    await put('a.record.json', JSON.stringify(exampleRecord({ seed: 1 })));
    await put('b/config.json', 'not read');
    await put('b/checkpoints/record.json', 'not read');
    const { runs: collected } = await collectRunRecords([folder]);
    expect(collected.map(({ file }) => file)).toEqual([
      join(folder, 'a.record.json'),
      join(folder, 'b/seed-2/record.json'),
    ]);
    expect(collected.map(({ record }) => record.seed)).toEqual([1, 2]);
  });

  it('counts a file reached twice once', async () => {
    await put('a/record.json', JSON.stringify(exampleRecord()));
    await symlink(join(folder, 'a'), join(folder, 'link'));
    const { runs } = await collectRunRecords([folder, join(folder, 'a'), join(folder, 'link')]);
    expect(runs).toHaveLength(1);
  });

  it('gives none for an empty folder', async () => {
    expect(await collectRunRecords([folder])).toEqual({ runs: [], problems: [] });
  });

  it('leaves out a file that is no record, and names it', async () => {
    await put('a/record.json', JSON.stringify({ ...exampleRecord(), seed: 'one' }));
    await put('b/record.json', JSON.stringify(exampleRecord()));
    await put('c/record.json', '{"name": "a record player"}');
    await put('d/record.json', JSON.stringify({ ...exampleRecord(), schemaVersion: 2 }));
    const { runs, problems } = await collectRunRecords([folder]);
    expect(runs.map(({ file }) => file)).toEqual([join(folder, 'b/record.json')]);
    expect(problems).toEqual([
      `${join(folder, 'a/record.json')}: seed: Invalid input: expected number, received string`,
      expect.stringContaining(`${join(folder, 'c/record.json')}: schemaVersion: `),
      expect.stringContaining(`${join(folder, 'd/record.json')}: schemaVersion: `),
    ]);
  });

  it('names a folder that cannot be read, and a file too large', async () => {
    const absent = join(folder, 'absent');
    await expect(collectRunRecords([absent])).rejects.toThrow(
      `${absent}: expected a folder that can be read (ENOENT)`,
    );
    await put('record.json', ' '.repeat((1 << 20) + 1));
    expect((await collectRunRecords([folder])).problems).toEqual([
      `${join(folder, 'record.json')}: expected at most 1048576 bytes, got 1048577`,
    ]);
  });
});
