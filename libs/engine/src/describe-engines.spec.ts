import { expect, it } from 'vitest';
import { describeEngines } from './describe-engines.js';
import type { ModuleLoader } from './module-loader.js';

const nothing: ModuleLoader = { has: () => false, load: () => Promise.reject(new Error('not asked')) };

it('says of every engine what it would be, or why it cannot be', async () => {
  const [simd, tensorflow, webgpu] = await describeEngines({ loader: nothing, threads: 1, blas: 'off' });
  expect(simd).toMatchObject({ name: 'simd', info: { name: 'simd', threads: 1 }, reason: undefined });
  expect(tensorflow).toMatchObject({ name: 'tensorflow', info: undefined });
  expect(tensorflow?.reason).toContain('npm install @tensorflow/tfjs-node');
  expect(webgpu).toMatchObject({ info: undefined, choices: [] });
  expect(webgpu?.reason).toContain('npm install webgpu@');
});
