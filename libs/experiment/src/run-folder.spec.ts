import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { currentProcess } from './process-identity.js';
import { openRunFolder, readRunConfig, type RunFolderRequest } from './run-folder.js';
import { acquireRunLock } from './run-lock.js';
import { temporaryFolder } from './testing/run-fake.js';

const temporary = temporaryFolder();
afterAll(temporary.remove);

let count = 0;
const request = (overrides: Partial<RunFolderRequest> = {}): RunFolderRequest => ({
  out: temporary.in('runs', `run-${count++}`, 'seed-1'),
  task: 'fake',
  experiment: 'mini',
  seed: 1,
  engine: 'simd',
  config: { model: { dim: 8, dropout: 0.1 }, betas: [0.9, 0.98], clip: null, absent: undefined },
  ...overrides,
});

/** A process that is gone for certain: it has been waited for. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('openRunFolder', () => {
  it('creates the folder with its config and lock, and leaves no other file', async () => {
    const wanted = request();
    const folder = await openRunFolder(wanted);
    expect(folder).toMatchObject({ path: wanted.out, resumed: false, startedWith: 'simd' });
    expect(readdirSync(wanted.out).sort()).toEqual(['config.json', 'run.lock']);
    folder.release();
    folder.release();
    expect(readdirSync(wanted.out)).toEqual(['config.json']);
    expect(JSON.parse(readFileSync(`${wanted.out}/config.json`, 'utf8'))).toEqual({
      format: 1,
      task: 'fake',
      experiment: 'mini',
      seed: 1,
      engine: 'simd',
      settings: { model: { dim: 8, dropout: 0.1 }, betas: [0.9, 0.98], clip: null },
    });
  });

  it('resumes the same run, whatever the order of keys, and does not write the config again', async () => {
    const wanted = request();
    (await openRunFolder(wanted)).release();
    const before = readFileSync(`${wanted.out}/config.json`, 'utf8');
    const config = { clip: null, betas: [0.9, 0.98], model: { dropout: 0.1, dim: 8 } };
    const again = await openRunFolder({ ...wanted, config, engine: 'webgpu' });
    again.release();
    expect(again).toMatchObject({ resumed: true, startedWith: 'simd' });
    expect(readFileSync(`${wanted.out}/config.json`, 'utf8')).toBe(before);
  });

  it.each([
    [
      { config: { model: { dim: 8, dropout: 0.3 }, betas: [0.9, 0.98], clip: null } },
      "'model.dropout' is 0.1 there and 0.3 now",
    ],
    [
      { config: { model: { dim: 8, dropout: 0.1 }, betas: [0.9, 0.99], clip: null } },
      "'betas.1' is 0.98 there and 0.99 now",
    ],
    [
      { config: { model: { dim: 8, dropout: 0.1 }, betas: [0.9, 0.98] } },
      "'clip' is null there and absent now",
    ],
    [{ seed: 2 }, "'seed' is 1 there and 2 now"],
    [{ experiment: 'small' }, "'experiment' is mini there and small now"],
    [{ task: 'other' }, "'task' is fake there and other now"],
  ])('refuses another run and names the first difference: %j', async (change, sentence) => {
    const wanted = request();
    (await openRunFolder(wanted)).release();
    const before = readFileSync(`${wanted.out}/config.json`, 'utf8');
    const attempt = openRunFolder({ ...wanted, ...change });
    await expect(attempt).rejects.toThrow(sentence);
    await expect(attempt).rejects.toThrow('another --out');
    await expect(attempt).rejects.toMatchObject({ expected: true, exitCode: 1 });
    expect(readdirSync(wanted.out)).toEqual(['config.json']);
    expect(readFileSync(`${wanted.out}/config.json`, 'utf8')).toBe(before);
  });

  it('refuses a folder of something else', async () => {
    const wanted = request();
    mkdirSync(wanted.out, { recursive: true });
    writeFileSync(`${wanted.out}/thesis.tex`, 'x');
    await expect(openRunFolder(wanted)).rejects.toThrow("is not empty and holds no run (it has 'thesis.tex'");
    expect(readdirSync(wanted.out)).toEqual(['thesis.tex']);
  });

  it('refuses a path with a file in it', async () => {
    writeFileSync(temporary.in('file'), '');
    await expect(openRunFolder(request({ out: temporary.in('file', 'run') }))).rejects.toThrow(
      /cannot create the run folder .*file\/run: a part of the path is a file, not a folder; choose another with --out/,
    );
    await expect(openRunFolder(request({ out: temporary.in('file') }))).rejects.toThrow(
      /a file of that name is in the way/,
    );
  });

  it.skipIf(process.getuid?.() === 0)(
    'refuses a read-only folder (not as root, who may write anywhere)',
    async () => {
      const wanted = request();
      mkdirSync(wanted.out, { recursive: true });
      chmodSync(wanted.out, 0o500);
      await expect(openRunFolder(wanted)).rejects.toThrow(
        /cannot write in the run folder .*: permission denied/,
      );
    },
  );

  it('says when config.json is damaged', async () => {
    const wanted = request();
    (await openRunFolder(wanted)).release();
    writeFileSync(`${wanted.out}/config.json`, '{"format":1,"task":"fa');
    await expect(openRunFolder(wanted)).rejects.toThrow(
      /config\.json is not the configuration of a run: expected what 'train' writes/,
    );
    writeFileSync(`${wanted.out}/config.json`, '{"format":2}');
    await expect(readRunConfig(wanted.out)).rejects.toThrow(
      "config.json is not the configuration of a run at 'format'",
    );
    expect(await readRunConfig(temporary.in('nowhere'))).toBeUndefined();
  });
});

describe('acquireRunLock', () => {
  const lockFolder = (): string => {
    const path = temporary.in(`lock-${count++}`);
    mkdirSync(path);
    return path;
  };
  const writeLock = (folder: string, content: object): void => {
    writeFileSync(
      `${folder}/run.lock`,
      JSON.stringify({ token: 'x', host: hostname(), since: '2026-01-01T00:00:00Z', ...content }),
    );
  };

  it('is held by one at a time', () => {
    const folder = lockFolder();
    const lock = acquireRunLock(folder);
    expect(() => acquireRunLock(folder)).toThrow(`in use by process ${process.pid} on ${hostname()}`);
    lock.release();
    acquireRunLock(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over the lock of a process that is gone', () => {
    const folder = lockFolder();
    writeLock(folder, { pid: deadPid() });
    const lock = acquireRunLock(folder);
    expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readdirSync(folder)).toEqual(['run.lock']);
    lock.release();
  });

  it.runIf(currentProcess().started !== undefined)(
    'takes over when the pid belongs to another process by now',
    () => {
      const folder = lockFolder();
      writeLock(folder, { pid: process.pid, started: 'another boot/1' });
      acquireRunLock(folder).release();
      expect(existsSync(`${folder}/run.lock`)).toBe(false);
    },
  );

  it('respects a live process, another machine and a lock it cannot read', () => {
    const folder = lockFolder();
    writeLock(folder, { pid: process.ppid });
    expect(() => acquireRunLock(folder)).toThrow(`in use by process ${process.ppid}`);
    writeLock(folder, { pid: deadPid(), host: 'elsewhere' });
    expect(() => acquireRunLock(folder)).toThrow(
      /on elsewhere .*delete .*run\.lock if that process no longer runs/,
    );
    writeFileSync(`${folder}/run.lock`, '');
    expect(() => acquireRunLock(folder)).toThrow('in use by another process');
    expect(readdirSync(folder)).toEqual(['run.lock']);
  });

  it('does not remove a lock that has changed hands', () => {
    const folder = lockFolder();
    const lock = acquireRunLock(folder);
    writeLock(folder, { pid: process.ppid });
    lock.release();
    expect(existsSync(`${folder}/run.lock`)).toBe(true);
  });
});
