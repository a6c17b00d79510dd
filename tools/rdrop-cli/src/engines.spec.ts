import { expect, it } from 'vitest';
import { enginesText } from './engines.js';

it('shows each engine with what it runs on, or why it does not', () => {
  const text = enginesText([
    {
      name: 'simd',
      info: {
        name: 'simd',
        device: 'A processor, 2 cores',
        versions: { node: '20.0.0', kernels: 'relaxed', blas: 'libopenblas.so.0' },
        threads: 2,
        notes: [],
      },
      reason: undefined,
      choices: [],
    },
    { name: 'tensorflow', info: undefined, reason: 'no package', choices: [] },
    {
      name: 'webgpu',
      info: { name: 'webgpu', device: 'A GPU', versions: { node: '20.0.0' }, threads: 1, notes: [] },
      reason: undefined,
      choices: ['0: A GPU', '1: Another GPU'],
    },
  ]);
  expect(text.split('\n')).toEqual([
    'simd         A processor, 2 cores',
    '             2 threads',
    '             node 20.0.0, kernels relaxed',
    '             BLAS: libopenblas.so.0',
    '',
    'tensorflow   not available: no package',
    '',
    'webgpu       A GPU',
    '             1 thread',
    '             node 20.0.0',
    '             --gpu 0: A GPU',
    '             --gpu 1: Another GPU',
    '',
  ]);
});
