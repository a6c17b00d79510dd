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
    },
    { name: 'webgpu', info: undefined, reason: 'no adapter' },
  ]);
  expect(text.split('\n')).toEqual([
    'simd     A processor, 2 cores',
    '         2 threads',
    '         node 20.0.0, kernels relaxed',
    '         BLAS: libopenblas.so.0',
    '',
    'webgpu   not available: no adapter',
    '',
  ]);
});
