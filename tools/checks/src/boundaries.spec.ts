import { createProjectGraphAsync, type ProjectGraph } from '@nx/devkit';
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let graph: ProjectGraph;
let eslint: ESLint;

beforeAll(async () => {
  // The rule reads the cached project graph, and lets everything pass when there is none.
  process.env['NX_DAEMON'] = 'false';
  graph = await createProjectGraphAsync();
  eslint = new ESLint({ cwd: root });
});

/** What the boundary rule says, with the workspace's own configuration, of one import in one package. */
async function complaints(folder: string, imported: string): Promise<string[]> {
  const text = `import * as imported from '${imported}';\n\nexport const used = imported;\n`;
  const [result] = await eslint.lintText(text, { filePath: `${root}${folder}/src/imports-something.ts` });
  const messages = result?.messages ?? [];
  return messages
    .filter(({ ruleId }) => ruleId === '@nx/enforce-module-boundaries')
    .map(({ message }) => message);
}

describe('the boundary rule reports', () => {
  it.each([
    ['a pure lib', 'libs/text', '@tensorflow/tfjs', 'tagged with "runtime:pure" is not allowed to import'],
    ['a pure lib', 'libs/reports', '@rdrop/nn', 'tagged with "runtime:pure" can only depend on'],
    ['a lib of layer 0', 'libs/ops', '@rdrop/metrics', 'tagged with "layer:0" cannot depend on any libs'],
    ['a lib of layer 0', 'libs/text', '@rdrop/datasets', 'tagged with "layer:0" cannot depend on any libs'],
    ['a lib of layer 1', 'libs/nn', '@rdrop/core', 'tagged with "layer:1" can only depend on'],
    ['a lib of layer 2', 'libs/training', '@rdrop/reports', 'tagged with "layer:2" can only depend on'],
    [
      'a lib that is not the engine',
      'libs/training',
      '@rdrop/backend-simd',
      'tagged with "scope:common" can only',
    ],
    [
      'a lib that is not the engine',
      'libs/experiment',
      '@rdrop/backend-simd',
      'tagged with "scope:common" can only',
    ],
    ['a lib that is not the engine', 'libs/nn', '@tensorflow/tfjs-backend-cpu', 'is not allowed to import'],
    ['an app', 'apps/translation', '@rdrop/backend-simd', 'tagged with "scope:common" can only'],
    ['an app', 'apps/translation', '@rdrop/results', 'tagged with "type:app" can only depend on'],
    ['a lib', 'libs/training', '@rdrop/results', 'tagged with "type:lib" can only depend on'],
    ['a lib', 'libs/training', '@rdrop/translation', 'Circular dependency'],
    ['a tool', 'tools/rdrop-cli', '@rdrop/translation', 'tagged with "type:tool" can only depend on'],
    ['a path into another package', 'libs/nn', '../../text/src/index.js', 'cannot be imported by a relative'],
  ])('%s: %s importing %s', async (_, folder, imported, words) => {
    expect((await complaints(folder, imported)).join('\n')).toContain(words);
  });
});

describe('the boundary rule passes', () => {
  it.each([
    ['libs/ops', '@tensorflow/tfjs'],
    ['libs/metrics', 'sacrebleu-ts'],
    ['libs/nn', '@rdrop/ops'],
    ['libs/engine', '@rdrop/backend-simd'],
    ['libs/backend-simd', '@tensorflow/tfjs-backend-cpu'],
    ['libs/training', '@rdrop/core'],
    ['libs/experiment', '@rdrop/engine'],
    ['apps/translation', '@rdrop/experiment'],
    ['apps/translation', '@rdrop/engine'],
    ['apps/results', '@rdrop/reports'],
    ['libs/text', 'node:fs'],
  ])('%s importing %s', async (folder, imported) => {
    expect(await complaints(folder, imported)).toEqual([]);
  });
});

describe('the tags', () => {
  it('name each project in every family, so that no import goes unchecked', () => {
    const wrong = Object.values(graph.nodes).filter(({ data: { tags = [] } }) => {
      const type = tags.filter((tag) => /^type:(app|lib|tool)$/.test(tag));
      const layer = tags.filter((tag) => /^layer:[0-3]$/.test(tag));
      const runtime = tags.filter((tag) => /^runtime:(pure|tfjs)$/.test(tag));
      const scope = tags.filter((tag) => /^scope:(common|engine|backend)$/.test(tag));
      const layers = type[0] === 'type:lib' ? 1 : 0;
      return type.length !== 1 || layer.length !== layers || runtime.length !== 1 || scope.length !== 1;
    });
    expect(wrong.map(({ name, data }) => `${name}: ${(data.tags ?? []).join(' ')}`)).toEqual([]);
  });
});
