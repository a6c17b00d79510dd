import { expect, it } from 'vitest';
import { runEnvironment } from './run-environment.js';
import { fakeEngine } from './testing/run-fake.js';

it('names the engine that ran, its device, versions and the commit', async () => {
  const environment = await runEnvironment(
    fakeEngine({ device: 'two cores', versions: { blas: 'OpenBLAS 0.3.26' } }),
  );
  expect(environment).toMatchObject({ engine: 'simd', device: 'two cores' });
  expect(environment.versions).toMatchObject({ node: process.versions.node, blas: 'OpenBLAS 0.3.26' });
  expect(environment.versions['@tensorflow/tfjs']).toMatch(/^4\.\d+\.\d+$/);
  expect(environment.gitCommit === null || /^[0-9a-f]{40,64}$/.test(environment.gitCommit)).toBe(true);
});
