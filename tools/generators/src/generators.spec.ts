import { readJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { libGenerator } from './lib.mjs';
import { taskAppGenerator } from './task-app.mjs';

const root = new URL('../../../', import.meta.url);
let tree: Tree;

/** Reads a file of the real workspace. */
function real(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function realJson(path: string): Record<string, unknown> {
  const value: unknown = JSON.parse(real(path));
  if (typeof value !== 'object' || value === null) throw new Error(`${path}: expected an object`);
  return { ...value };
}

function filesUnder(folder: string): string[] {
  return tree
    .children(folder)
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      return tree.isFile(path) ? [path] : filesUnder(path);
    })
    .sort();
}

beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  for (const name of tree.children('.').filter((each) => each.startsWith('.oxfmt'))) tree.delete(name);
  tree.write('tsconfig.json', JSON.stringify({ references: [{ path: './libs/text' }] }));
  tree.write('.prettierrc', real('.prettierrc.json'));
  tree.write('libs/experiment/package.json', real('libs/experiment/package.json'));
});

const lib = {
  name: 'label-noise',
  layer: 1,
  runtime: 'tfjs',
  description: 'Noise on labels.',
  skipInstall: true,
} as const;

describe('lib', () => {
  it("writes an existing lib's files and settings, under the new name", async () => {
    await libGenerator(tree, lib);
    const settings = ['eslint.config.mjs', 'tsconfig.json', 'tsconfig.spec.json', 'vitest.config.mts'];
    for (const file of settings) {
      const expected = real(`libs/nn/${file}`).replace('@rdrop/nn', '@rdrop/label-noise');
      expect(tree.read(`libs/label-noise/${file}`, 'utf8'), file).toBe(expected);
    }
    expect(filesUnder('libs/label-noise').map((path) => path.replace('libs/label-noise/', ''))).toEqual([
      'README.md',
      'eslint.config.mjs',
      'package.json',
      'src/index.ts',
      'src/label-noise.spec.ts',
      'src/label-noise.ts',
      'tsconfig.json',
      'tsconfig.lib.json',
      'tsconfig.spec.json',
      'vitest.config.mts',
    ]);
    const realFiles = readdirSync(new URL('libs/nn/', root));
    for (const file of [...settings, 'README.md', 'package.json', 'src', 'tsconfig.lib.json']) {
      expect(realFiles).toContain(file);
    }
  });

  it("gives package.json an existing lib's fields in their order, and the tags asked for", async () => {
    await libGenerator(tree, lib);
    const written: Record<string, unknown> = readJson(tree, 'libs/label-noise/package.json');
    const { dependencies, devDependencies: _tests, ...expected } = realJson('libs/nn/package.json');
    expect(dependencies).toBeDefined();
    expect(Object.keys(written)).toEqual(Object.keys(expected));
    expect(written).toEqual({
      ...expected,
      name: '@rdrop/label-noise',
      description: 'Noise on labels.',
      nx: { tags: ['type:lib', 'layer:1', 'runtime:tfjs', 'scope:common'] },
    });
  });

  it('leaves TensorFlow.js out of a pure lib', async () => {
    await libGenerator(tree, { ...lib, runtime: 'pure', layer: 0 });
    const written = readJson(tree, 'libs/label-noise/package.json');
    expect(written.peerDependencies).toBeUndefined();
    expect(written.nx.tags).toEqual(['type:lib', 'layer:0', 'runtime:pure', 'scope:common']);
  });

  it('adds the project reference', async () => {
    await libGenerator(tree, lib);
    expect(readJson(tree, 'tsconfig.json').references).toEqual([
      { path: './libs/text' },
      { path: './libs/label-noise' },
    ]);
  });

  it.each([
    [{ name: 'LabelNoise' }, "name: expected a kebab-case word such as 'beam-search', got 'LabelNoise'"],
    [{ name: '../out' }, "name: expected a kebab-case word such as 'beam-search', got '../out'"],
    [{ name: 'experiment' }, 'name: libs/experiment exists already'],
    [{ layer: 4 }, 'layer: expected 0, 1, 2 or 3, got 4'],
  ])('refuses %o', async (change, message) => {
    await expect(libGenerator(tree, { ...lib, ...change })).rejects.toThrow(message);
  });
});

describe('task-app', () => {
  const app = { name: 'speech', description: 'Speech recognition.', skipInstall: true };

  it('writes main, task, experiments and a test, and the word for the command line', async () => {
    await taskAppGenerator(tree, app);
    expect(filesUnder('apps/speech').map((path) => path.replace('apps/speech/', ''))).toEqual([
      'README.md',
      'eslint.config.mjs',
      'package.json',
      'src/experiment-schema.ts',
      'src/experiments/index.ts',
      'src/experiments/mini.ts',
      'src/main.spec.ts',
      'src/main.ts',
      'src/task.ts',
      'tsconfig.json',
      'tsconfig.lib.json',
      'tsconfig.spec.json',
      'vitest.config.mts',
    ]);
    const written = readJson(tree, 'apps/speech/package.json');
    expect(written.rdrop).toEqual({ task: 'speech' });
    expect(written.private).toBe(true);
    const translation = JSON.stringify(realJson('apps/translation/package.json')['nx']);
    expect(written.nx).toEqual(
      JSON.parse(translation.replaceAll('rdrop.mjs translation', 'rdrop.mjs speech')),
    );
    expect(tree.read('apps/speech/src/task.ts', 'utf8')).toContain('Task<SpeechExperiment>');
    expect(tree.read('apps/speech/src/main.ts', 'utf8')).toContain('export function main(argv: string[])');
  });
});
