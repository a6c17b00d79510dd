import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SimdBackend } from '../simd-backend.js';
import { blocksLeftBy, on, onBoth, useSimd } from '../testing/backends.js';
import { deviation, integers, values } from '../testing/random.js';

const EDGES = [1, 3, 5, 7, 17, 33];

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});

function random(shape: number[], seed = 1): tf.Tensor {
  return tf.tensor(
    values(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    shape,
  );
}

function expectBoth(body: () => tf.Tensor, tolerance = 1e-6): void {
  const left = blocksLeftBy(backend, () => {
    const [simd, cpu] = onBoth(body);
    expect(deviation(simd, cpu), body.toString()).toBeLessThan(tolerance);
  });
  expect(left).toBe(0);
}

describe('overridden stock kernels against the stock cpu backend', () => {
  const binary: [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][] = [
    ['add', tf.add],
    ['sub', tf.sub],
    ['mul', tf.mul],
    ['div', (a, b) => tf.div(a, tf.add(b, 2))],
    ['maximum', tf.maximum],
    ['minimum', tf.minimum],
    ['squaredDifference', tf.squaredDifference],
  ];
  it.each(binary)('%s, same shapes and every broadcast', (_, operation) => {
    for (const n of EDGES) {
      const full = [2, 3, n];
      for (const other of [
        full,
        [n],
        [1],
        [],
        [3, n],
        [2, 1, 1],
        [2, 3, 1],
        [1, 3, 1],
        [1, 1, n],
        [2, 1, n],
      ]) {
        expectBoth(() => operation(random(full), random(other, 2)));
        expectBoth(() => operation(random(other), random(full, 2)));
      }
      expectBoth(() => operation(random([n, 1]), random([1, 4], 2)));
    }
  });

  it('leaves integers to the stock kernels', () => {
    const [simd] = onBoth(() => tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')));
    expect(simd).toEqual([4, 6]);
  });

  const unary: [string, (x: tf.Tensor) => tf.Tensor][] = [
    ['exp', tf.exp],
    ['log', (x) => tf.log(tf.add(tf.abs(x), 1e-3))],
    ['sqrt', (x) => tf.sqrt(tf.abs(x))],
    ['rsqrt', (x) => tf.rsqrt(tf.add(tf.abs(x), 0.1))],
    ['tanh', tf.tanh],
    ['relu', tf.relu],
    ['neg', tf.neg],
    ['square', tf.square],
    ['sigmoid', tf.sigmoid],
    ['abs', tf.abs],
    ['step', tf.step],
    ['reciprocal', (x) => tf.reciprocal(tf.add(x, 20))],
    ['zerosLike', tf.zerosLike],
    ['onesLike', tf.onesLike],
  ];
  it.each(unary)('%s', (_, operation) => {
    for (const n of EDGES) expectBoth(() => operation(tf.mul(random([n, 3]), 9)), 2e-6);
  });

  it('erf is exact to single precision (the stock one is not)', () => {
    // Abramowitz & Stegun, table 7.1.
    const known: [number, number][] = [
      [0.1, 0.112462916],
      [0.5, 0.5204998778],
      [1, 0.8427007929],
      [2, 0.995322265],
      [-1.5, -0.9661051465],
      [5, 1],
    ];
    const found = on('simd', () => tf.erf(tf.tensor1d(known.map(([x]) => x))));
    known.forEach(([, y], i) => expect(found[i]).toBeCloseTo(y, 6));
  });

  it('special values', () => {
    const points = [0, -0, 1e-40, 1e-30, 88, 89, -87, -100, -104, 1e30, Infinity, -Infinity, NaN];
    for (const operation of [tf.exp, tf.log, tf.sqrt, tf.relu, tf.abs, tf.step, tf.tanh, tf.sigmoid]) {
      const simd = on('simd', () => operation(tf.tensor1d(points)));
      const cpu = on('cpu', () => operation(tf.tensor1d(points)));
      simd.forEach((y, i) => {
        const expected = cpu[i] ?? 0;
        if (Number.isFinite(expected))
          expect(Math.abs(y - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected) + 1e-38);
        else expect(y, `${operation.name}(${points[i]})`).toBe(expected);
      });
    }
  });

  it('sum, mean and max over every choice of axes', () => {
    for (const n of EDGES) {
      for (const axis of [undefined, 0, 1, 2, -1, [0, 1], [1, 2], [0, 2], [0, 1, 2], []]) {
        for (const keepDims of [false, true]) {
          expectBoth(() => tf.sum(random([3, n, 5]), axis, keepDims), 2e-6);
          expectBoth(() => tf.mean(random([3, n, 5]), axis, keepDims), 2e-6);
          expectBoth(() => tf.max(random([n, 3, n]), axis, keepDims));
        }
      }
    }
  });

  it('softmax and log-softmax', () => {
    for (const n of EDGES) {
      expectBoth(() => tf.softmax(tf.mul(random([3, n]), 20)));
      expectBoth(() => tf.logSoftmax(tf.mul(random([3, n]), 20)));
    }
  });

  it('transpose, every permutation of four axes and fewer', () => {
    const permutations = (axes: number[]): number[][] =>
      axes.length < 2
        ? [axes]
        : axes.flatMap((a) => permutations(axes.filter((b) => b !== a)).map((p) => [a, ...p]));
    for (const perm of permutations([0, 1, 2, 3])) {
      expectBoth(() => tf.transpose(random([2, 5, 7, 9]), perm));
      expectBoth(() => tf.transpose(random([1, 4, 8, 3]), perm));
    }
    for (const perm of permutations([0, 1, 2])) expectBoth(() => tf.transpose(random([5, 17, 3]), perm));
    for (const n of EDGES) expectBoth(() => tf.transpose(random([n, 6])));
    expectBoth(() => tf.transpose(tf.tensor2d(integers(12, 100), [3, 4], 'int32')));
  });

  it('gather, unsorted segment sum, addN', () => {
    for (const n of EDGES) {
      const ids = () => tf.tensor1d(integers(9, 6), 'int32');
      expectBoth(() => tf.gather(random([6, n]), ids()));
      expectBoth(() => tf.gather(random([6, n, 2]), tf.reshape(ids(), [3, 3])));
      expectBoth(() => tf.gather(random([n, 6]), ids(), 1));
      expectBoth(() => tf.unsortedSegmentSum(random([9, n]), ids(), 6));
      expectBoth(() => tf.unsortedSegmentSum(random([9, n]), ids(), 4)); // ids beyond are dropped
      expectBoth(() => tf.addN([random([n]), random([n], 2), random([n], 3)]));
    }
    expect(() => tf.tidy(() => tf.gather(random([6, 2]), tf.tensor1d([6], 'int32')).dataSync())).toThrow();
  });
});
