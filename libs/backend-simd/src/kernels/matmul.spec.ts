import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { blocksLeftBy, onBoth, useSimd } from '../testing/backends.js';
import { deviation, values } from '../testing/random.js';
import type { SimdBackend } from '../simd-backend.js';

const EDGES = [1, 3, 5, 7, 17, 33];
const TRANSPOSED: [boolean, boolean][] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});

function operand(shape: number[], seed: number): tf.Tensor {
  return tf.tensor(
    values(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    shape,
  );
}

describe('matrix product against the stock cpu backend', () => {
  it.each(TRANSPOSED)('every edge size, transposeA %s, transposeB %s', (transposeA, transposeB) => {
    for (const m of EDGES) {
      for (const n of EDGES) {
        for (const k of EDGES) {
          const [simd, cpu] = onBoth(() =>
            tf.matMul(
              operand(transposeA ? [k, m] : [m, k], 1),
              operand(transposeB ? [n, k] : [k, n], 2),
              transposeA,
              transposeB,
            ),
          );
          expect(deviation(simd, cpu), `${m}x${n}x${k}`).toBeLessThan(2e-6);
        }
      }
    }
  });

  // Several blocks in each direction: depth 384, 96 rows, 1024 columns.
  it.each(TRANSPOSED)('several blocks, transposeA %s, transposeB %s', (transposeA, transposeB) => {
    for (const [m, n, k] of [
      [101, 9, 389],
      [5, 1031, 11],
      [97, 13, 1153],
    ] as const) {
      const [simd, cpu] = onBoth(() =>
        tf.matMul(
          operand(transposeA ? [k, m] : [m, k], 3),
          operand(transposeB ? [n, k] : [k, n], 4),
          transposeA,
          transposeB,
        ),
      );
      expect(deviation(simd, cpu), `${m}x${n}x${k}`).toBeLessThan(2e-6);
    }
  });

  it.each(TRANSPOSED)(
    'batches, and one operand for all of them, transposeA %s, transposeB %s',
    (transposeA, transposeB) => {
      const a = transposeA ? [7, 5] : [5, 7];
      const b = transposeB ? [9, 7] : [7, 9];
      for (const [outerA, outerB] of [
        [[3], [3]],
        [
          [2, 3],
          [2, 3],
        ],
        [[4], []],
        [[], [4]],
        [
          [1, 2],
          [3, 1],
        ], // left to the stock kernel
      ] as const) {
        const [simd, cpu] = onBoth(() =>
          tf.matMul(operand([...outerA, ...a], 5), operand([...outerB, ...b], 6), transposeA, transposeB),
        );
        expect(deviation(simd, cpu), `[${outerA}] [${outerB}]`).toBeLessThan(2e-6);
      }
    },
  );

  it('an inner dimension of zero gives zeros', () => {
    const [simd] = onBoth(() => tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 2])));
    expect(simd).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const)(
    'bias and %s',
    (activation) => {
      for (const n of EDGES) {
        const [simd, cpu] = onBoth(() =>
          tf.fused.matMul({
            a: operand([7, 400], 7),
            b: operand([400, n], 8),
            bias: operand([n], 9),
            activation,
          }),
        );
        expect(deviation(simd, cpu), `${n}`).toBeLessThan(3e-6);
      }
    },
  );

  it('leaves no block behind', () => {
    const left = blocksLeftBy(backend, () => {
      tf.tidy(() => tf.fused.matMul({ a: operand([7, 40], 7), b: operand([40, 3], 8), activation: 'elu' }));
      expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow('inner shapes');
    });
    expect(left).toBe(0);
  });
});
