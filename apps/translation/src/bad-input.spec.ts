import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { command, type CommandResult, temporaryFolder } from './testing/command.js';
import { tinyArguments, writeTinyCorpus } from './testing/tiny-corpus.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let count = 0;
let raw: string;
let cache: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  count += 1;
  raw = join(folder.path, `raw-${count}`);
  cache = join(folder.path, `cache-${count}`);
  await writeTinyCorpus(raw);
});

const experiment = ['--experiment', 'iwslt14-de-en-rdrop', '--engine', 'simd'];
const prepare = () => command('prepare', ...experiment, '--from', raw, '--data', cache, ...tinyArguments());

/** One sentence on stderr, nothing on stdout, an exit code that says so, and no stack. */
function expectOneSentence({ code, stdout, stderr }: CommandResult, ...parts: string[]): void {
  expect(code).toBeGreaterThan(0);
  expect(code).toBeLessThan(70);
  expect(stdout).toBe('');
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.includes('preparing '));
  expect(lines).toHaveLength(1);
  for (const part of parts) expect(lines[0]).toContain(part);
  expect(stderr).not.toMatch(/\n\s+at /);
}

const leftovers = async (path: string): Promise<string[]> =>
  readdir(join(path, 'translation')).catch(() => []);

describe('data that cannot be used', () => {
  it('mismatched line counts', async () => {
    await writeFile(join(raw, 'train.en'), 'only one line\n');
    expectOneSentence(await prepare(), 'train.de has 240', 'train.en has 1');
    expect(await leftovers(cache)).toEqual([]);
  });

  it('invalid UTF-8, with file and line', async () => {
    await writeFile(
      join(raw, 'valid.de'),
      Buffer.concat([Buffer.from('gut\n'), Buffer.from([0xff, 0xfe, 0x0a])]),
    );
    expectOneSentence(await prepare(), 'valid.de', 'UTF-8', '2');
    expect(await leftovers(cache)).toEqual([]);
  });

  it('an empty file', async () => {
    await writeFile(join(raw, 'test.en'), '');
    expectOneSentence(await prepare(), 'test.en', 'empty');
  });

  it('a missing file', async () => {
    expectOneSentence(
      await command('prepare', ...experiment, '--from', folder.path, '--data', cache, ...tinyArguments()),
      'train.de',
      'found neither',
    );
  });

  it('other text than a prepared set was made from', async () => {
    expect((await prepare()).code).toBe(0);
    await writeFile(
      join(raw, 'test.en'),
      (await readFile(join(raw, 'test.en'), 'utf8')).replace('the', 'that'),
    );
    expectOneSentence(await prepare(), 'was made from other text');
  });
});

describe('commands that cannot be run', () => {
  it('an unknown setting, with the nearest one', async () => {
    expectOneSentence(
      await command('describe', ...experiment, '--set', 'model.dropuot=0.1'),
      'model.dropuot',
      'model.dropout',
    );
  });

  it('a setting of the wrong type', async () => {
    expectOneSentence(
      await command('describe', ...experiment, '--set', 'model.dropout=high'),
      'model.dropout',
      'high',
    );
  });

  it('an unknown experiment', async () => {
    expectOneSentence(
      await command('describe', '--experiment', 'iwslt14-de-en-rdorp'),
      'iwslt14-de-en-rdrop',
    );
  });

  const train = (out: string) =>
    command('train', ...experiment, '--from', raw, '--data', cache, '--out', out, ...tinyArguments());

  it('an output folder inside a file', async () => {
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    expectOneSentence(await train(join(file, 'run')), 'a-file');
  });

  // A superuser may write into any folder, so permissions prove nothing there; the kernel's own tree refuses everyone.
  const isSuperuser = process.getuid?.() === 0;
  it.skipIf(isSuperuser)('a read-only output folder', async () => {
    const locked = join(folder.path, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o555);
    expectOneSentence(await train(join(locked, 'run')), join(locked, 'run'));
    expect(await readdir(locked)).toEqual([]);
  });
  it.skipIf(!isSuperuser || !existsSync('/sys/kernel'))('an output folder nobody may write', async () => {
    expectOneSentence(await train('/sys/kernel/rdrop-run'), '/sys/kernel/rdrop-run');
  });
});

describe('a truncated checkpoint', () => {
  const run = () => join(folder.path, `run-${count}`);
  const train = () =>
    command(
      'train',
      ...experiment,
      '--from',
      raw,
      '--data',
      cache,
      '--out',
      run(),
      ...tinyArguments({ 'training.maxUpdates': 8 }),
    );

  it('is named when it is all there is, and passed over when an older one is good', async () => {
    expect((await train()).code).toBe(0);
    const checkpoints = join(run(), 'checkpoints');
    const files = (await readdir(checkpoints)).filter((name) => name.endsWith('.safetensors')).sort();
    const newest = files.at(-1) ?? '';
    await truncate(join(checkpoints, newest), 1000);
    const again = await train();
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(newest);
    expect(again.stderr).toContain('going on from update 4');

    for (const name of (await readdir(checkpoints)).filter((entry) => entry.endsWith('.safetensors'))) {
      await truncate(join(checkpoints, name), 1000);
    }
    const hopeless = await train();
    expect(hopeless.code).toBeGreaterThan(0);
    expect(hopeless.stderr).toContain('no good checkpoint is left');
    expect(hopeless.stderr).not.toMatch(/\n\s+at /);
  });
});
