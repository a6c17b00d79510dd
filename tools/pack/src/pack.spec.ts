import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.js';
import { pack } from './pack.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = temporaryFolder();
const packed = join(folder, 'elsewhere', 'packed');
const said: string[] = [];

async function packTo(out: string): Promise<void> {
  const options = parseCommandLine(['--out', out, '--archive', 'none'], () => undefined);
  if (options === undefined) throw new Error('expected options');
  await pack(root, options, (line) => said.push(line));
}

/** The drivers of this machine, the only thing that a packed folder may need to be told. */
const drivers = Object.fromEntries(
  ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

function json(path: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(join(packed, path), 'utf8'));
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Runs the packed program in its folder with nothing else in the environment; gives its standard output. */
function rdrop(...words: string[]): string {
  return execFileSync('./rdrop', words, {
    cwd: packed,
    env: drivers,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('pack', () => {
  beforeAll(async () => {
    await packTo(join(folder, 'made'));
    // Nothing may depend on where it was made.
    mkdirSync(join(folder, 'elsewhere'));
    renameSync(join(folder, 'made'), packed);
  });

  it('says what it packed', () => {
    expect(said.at(-1)).toBe(`packed ${join(folder, 'made')}: Node ${process.versions.node}`);
    expect(json('packed.json')).toMatchObject({ node: process.versions.node, data: [], vulkan: [] });
  });

  it('has a licence for everything it took', () => {
    for (const name of ['zod', '@tensorflow__tfjs', 'webgpu', 'jieba-wasm']) {
      expect(existsSync(join(packed, 'licences', `${name}.txt`)), name).toBe(true);
    }
  });

  it('finds tasks and commands', () => {
    expect(rdrop('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(rdrop('--help')).toMatch(/\n {2}translation .*\n {2}bench .*\n {2}results /s);
    expect(rdrop('list')).toContain('mini-de-en-rdrop');
    expect(rdrop('results')).toContain('| ');
  });

  it('starts the engines it has', () => {
    const engines = rdrop('engines');
    expect(engines).toMatch(/^simd .*\n +\d+ threads?\n.*kernels (relaxed|wide|strict)/);
    if (Object.keys(drivers).length > 0) expect(engines).toContain('--gpu 0: ');
  });

  it('prepares, and trains on threads', () => {
    const experiment = ['--experiment', 'mini-de-en-rdrop'];
    expect(rdrop('translation', 'prepare', ...experiment)).toContain('"pairs":{"train":2000');
    const settings = ['--engine', 'simd', '--threads', '2', '--set', 'training.maxUpdates=2'];
    const trained = rdrop('translation', 'train', ...experiment, ...settings);
    expect(trained).toContain('"updates":2');
    const record = json('runs/translation/mini-de-en-rdrop/seed-1/record.json');
    const { commit } = json('packed.json');
    expect(record).toMatchObject({ gitCommit: commit ?? null });
  });

  it('runs steps of parallel work in threads', () => {
    const program = `
      import { parallelMap } from './libs/datasets/src/parallel/parallel-map.js';
      import { countWordsStep } from './apps/translation/src/data/steps/count-words-step.js';
      const bytes = (text) => new TextEncoder().encode(text);
      async function* blocks() {
        for (const text of ['a b a\\n', 'b c\\n'])
          yield { source: bytes(text), target: bytes('x\\n'), pairs: 1, files: {}, firstLine: 1 };
      }
      const options = { settings: null, threads: 2, alone: 0 };
      for await (const { source } of parallelMap(blocks(), countWordsStep, options)) {
        console.log(JSON.stringify([...source]));
      }`;
    writeFileSync(join(packed, 'try.mjs'), program);
    const output = execFileSync(join(packed, 'bin', 'node'), ['try.mjs'], {
      cwd: packed,
      env: {},
      encoding: 'utf8',
    });
    expect(output).toBe('[["a",2],["b",1]]\n[["b",1],["c",1]]\n');
  });

  it('replaces a folder of its own making, and no other', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'precious'), '');
    await expect(packTo(other)).rejects.toThrow(
      `--out: expected an empty folder or one that was packed before, got ${other}`,
    );
    expect(existsSync(join(other, 'precious'))).toBe(true);
    await packTo(packed);
    expect(existsSync(join(packed, 'try.mjs'))).toBe(false);
  });
});
