import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { temporaryFolders } from '../testing/run-folder.js';
import { collectEnvironment } from './environment.js';
import { type JsonLike, writeRecord } from './write-record.js';

const folderOf = temporaryFolders();

describe('writeRecord', () => {
  it('writes JSON and leaves nothing else', async () => {
    const folder = folderOf();
    await writeRecord(join(folder, 'runs', 'record.json'), {
      seed: 1,
      metrics: [{ name: 'bleu', value: 37.25 }],
    });
    expect(readdirSync(join(folder, 'runs'))).toEqual(['record.json']);
    expect(JSON.parse(readFileSync(join(folder, 'runs', 'record.json'), 'utf8'))).toEqual({
      seed: 1,
      metrics: [{ name: 'bleu', value: 37.25 }],
    });
  });

  it('refuses what JSON would lose, keeping the old file', async () => {
    const file = join(folderOf(), 'record.json');
    writeFileSync(file, 'old');
    await expect(writeRecord(file, { metrics: [{ value: Number.NaN }] })).rejects.toThrow(
      "writeRecord: expected finite numbers, got NaN at 'metrics.0.value'",
    );
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('takes no type that JSON changes', () => {
    expectTypeOf<{ at: string }>().toExtend<JsonLike<{ at: string }>>();
    expectTypeOf<{ at: Date }>().not.toExtend<JsonLike<{ at: Date }>>();
  });
});

describe('collectEnvironment', () => {
  it('knows versions and machine', async () => {
    const environment = await collectEnvironment({ versions: { '@rdrop/core': '0.1.0' } });
    expect(environment.versions).toEqual({
      node: process.versions.node,
      '@tensorflow/tfjs': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      '@rdrop/core': '0.1.0',
    });
    expect(environment.cores).toBeGreaterThan(0);
    expect(environment.cpu).not.toBe('');
  });

  it('has no commit outside a repository', async () => {
    expect(await collectEnvironment({ folder: folderOf() })).toMatchObject({
      gitCommit: null,
      gitDirty: null,
    });
  });

  it('knows the commit and whether files differ from it', async () => {
    const folder = folderOf();
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        encoding: 'utf8',
      }).trim();
    git('init', '-q');
    writeFileSync(join(folder, 'a'), '1');
    git('add', 'a');
    git('commit', '-qm', 'first');
    expect(await collectEnvironment({ folder })).toMatchObject({
      gitCommit: git('rev-parse', 'HEAD'),
      gitDirty: false,
    });
    writeFileSync(join(folder, 'a'), '2');
    expect(await collectEnvironment({ folder })).toMatchObject({ gitDirty: true });
  });

  it('takes the commit that was packed before that of a repository around it', async () => {
    const folder = folderOf();
    execFileSync('git', ['-C', folder, 'init', '-q']);
    const env = { RDROP_COMMIT: 'c0ffee', RDROP_COMMIT_CHANGED: 'no' };
    expect(await collectEnvironment({ folder, env })).toMatchObject({
      gitCommit: 'c0ffee',
      gitDirty: false,
    });
    const changed = { ...env, RDROP_COMMIT_CHANGED: 'yes' };
    expect(await collectEnvironment({ folder, env: changed })).toMatchObject({ gitDirty: true });
  });
});
