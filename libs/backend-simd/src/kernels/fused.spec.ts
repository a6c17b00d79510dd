import * as tf from '@tensorflow/tfjs';
import {
  attention,
  crossEntropy,
  dropout,
  embedding,
  feedForward,
  FUSED_KERNELS,
  gelu,
  globalNorm,
  layerNorm,
  type LayerNormOptions,
  linear,
  type PhiloxDropout,
  projectedAttention,
  rDropTerms,
} from '@rdrop/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SimdBackend } from '../simd-backend.js';
import { blocksLeftBy, on, useSimd } from '../testing/backends.js';
import { deviation, integers, values } from '../testing/random.js';

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/**
 * Holds the value of `operation` and the gradients of every input (for a random gradient of the value) on simd, where
 * the fused kernels run, to the references on the stock backend. Also checks that no block stays behind.
 */
function expectSame(shapes: number[][], operation: Operation, tolerance = 3e-6): void {
  const inputs = shapes.map((shape, i) =>
    values(
      shape.reduce((a, b) => a * b, 1),
      11 + i,
    ),
  );
  const tensors = () => inputs.map((data, i) => tf.tensor(data, shapes[i]));
  const gradient = (index: number) => () => {
    const given = tensors();
    const outputSize = tf.tidy(() => operation(...given).shape);
    const dy = tf.tensor(
      values(
        outputSize.reduce((a, b) => a * b, 1),
        5,
      ),
      outputSize,
    );
    const result = tf.grads(operation)(given, dy)[index];
    if (result === undefined) throw new Error(`no gradient ${index}`);
    return result;
  };
  const left = blocksLeftBy(backend, () => {
    const value = () => operation(...tensors());
    expect(deviation(on('simd', value), on('cpu', value)), 'value').toBeLessThan(tolerance);
    shapes.forEach((_, i) => {
      const found = deviation(on('simd', gradient(i)), on('cpu', gradient(i)));
      expect(found, `gradient of input ${i}`).toBeLessThan(tolerance);
    });
  });
  expect(left).toBe(0);
}

const KEY = { k0: 0xdeadbeef, k1: 0x12345678 };
const drop = (...rates: number[]): PhiloxDropout => ({ kind: 'philox', key: KEY, rates });

describe('fused kernels against the references of @rdrop/ops', () => {
  it('has every kernel the operations look for, but those of mixed precision', () => {
    const missing = FUSED_KERNELS.filter((name) => tf.getKernel(name, 'simd') === undefined);
    expect(missing).toEqual(['RDropAdamCorrections', 'RDropLossScale']);
  });

  it.each([1, 3, 5, 7, 17, 33, 64])('layer norm, width %i', (width) => {
    const vectors = [[width], [width]];
    expectSame([[6, width], ...vectors], (x, g, b) => layerNorm(x, g.as1D(), b.as1D()), 2e-5);
    expectSame(
      [[6, width], ...vectors, [6, width]],
      (x, g, b, residual) =>
        layerNorm(x, g.as1D(), b.as1D(), { residual, dropout: drop(0.3, 0.1), epsilon: 1e-3 }),
      2e-5,
    );
    expectSame(
      [[6, width], ...vectors, [6, width]],
      (x, g, b, residual) => layerNorm(x, g.as1D(), b.as1D(), { residual }),
      2e-5,
    );
    expectSame(
      [[6, width], ...vectors],
      (x, g, b) => layerNorm(x, g.as1D(), b.as1D(), { dropout: drop(0.5) }),
      2e-5,
    );
  });

  it.each([1, 5, 33, 64])('layer norm that keeps its value alone, width %i', (width) => {
    const mild = (x: tf.Tensor, g: tf.Tensor, b: tf.Tensor, options: LayerNormOptions) =>
      layerNorm(x, tf.add(tf.abs(g), 0.5).as1D(), tf.mul(b, 3).as1D(), options);
    const shapes = [[70, width], [width], [width], [70, width]];
    const masks = drop(0.3, 0.1);
    expectSame(shapes, (x, g, b, residual) => mild(x, g, b, { residual, dropout: masks }), 2e-5);
    expectSame(shapes.slice(0, 3), (x, g, b) => mild(x, g, b, { epsilon: 1e-3 }), 2e-5);
  });

  it.each([
    ['the first', [1, -1, 1e-5, -8], [0.1, 16, 0, 100], 0],
    ['a gain of 0', [1, 0, 1, 1], [0, 0, 0, 0], 8],
    ['a bias that drowns what it is added to', [1, 1, 1, 1], [0, 17, 0, 0], 8],
    ['a gain that is no number', [Number.NaN, 1, 1, 1], [0, 0, 0, 0], 8],
  ])('layer norm keeps what was normalised only where its value loses it: %s', (_, gain, bias, size) => {
    const normalised = tf.tidy(() => {
      const inputs = { x: tf.tensor2d(values(8), [2, 4]), gain: tf.tensor1d(gain), bias: tf.tensor1d(bias) };
      const attributes = { epsilon: 1e-5, ...{ key0: 0, key1: 0, rates: [] } };
      const outputs = tf.engine().runKernel<tf.Tensor[]>('RDropLayerNorm', inputs, attributes);
      return outputs[1]?.size;
    });
    expect(normalised).toBe(size);
  });

  it('layer norm with a gain of 0', () => {
    const [x, g, b] = [[6, 9], [9], [9]];
    expectSame([x, g, b], (given, gain, bias) => layerNorm(given, tf.relu(gain).as1D(), bias.as1D()), 2e-5);
  });

  it.each([1, 2, 3, 9])('layer norm of %i rows', (rows) => {
    const x = [rows, 21];
    expectSame([x, [21], [21], x], (each, g, b, residual) =>
      layerNorm(each, g.as1D(), b.as1D(), { residual, dropout: drop(0.3) }),
    );
  });

  it('bias of a linear layer over many rows', () => {
    expectSame([[5000, 2], [21, 2], [21]], (x, w, b) => linear(x, w.as2D(21, 2), { bias: b.as1D() }), 1e-5);
  });

  it.each([
    [[1], [0.5]],
    [[33], [0.1]],
    [
      [2, 3, 17],
      [0.3, 0.6],
    ],
    [
      [3, 7],
      [0, 0.2, 0.9],
    ],
    [
      [4, 64],
      [0, 0],
    ],
    [
      [3, 517],
      [0.1, 0.2, 0.3],
    ],
    [[2, 33000], [0.4]],
  ])('dropout of %o at rates %o is exact', (shape, rates) => {
    expectSame([shape], (x) => dropout(x, drop(...rates)), 1e-9);
  });

  it('GELU', () => {
    expectSame([[7, 5]], (x) => gelu(tf.mul(x, 4)), 2e-6);
  });

  it.each([1, 3, 5, 33])('linear with bias and relu, width %i', (width) => {
    for (const activation of ['relu', 'gelu', undefined] as const) {
      expectSame([[2, 3, width], [7, width], [7]], (x, w, b) =>
        linear(x, w.as2D(7, width), { bias: b.as1D(), ...(activation ? { activation } : {}) }),
      );
    }
  });

  it.each([
    ['relu', [0.3]],
    ['relu', [0.3, 0.1]],
    ['gelu', [0.3]],
    ['gelu', [0.3, 0.1]],
    [undefined, [0.3, 0.1]],
  ] as const)('linear with activation %s and dropout at rates %o', (activation, rates) => {
    expectSame([[2, 3, 5], [7, 5], [7]], (x, w, b) =>
      linear(x, w.as2D(7, 5), {
        bias: b.as1D(),
        dropout: drop(...rates),
        ...(activation ? { activation } : {}),
      }),
    );
  });

  it.each([
    ['relu', undefined],
    ['relu', drop(0.3)],
    ['relu', drop(0.3, 0.1)],
    ['gelu', undefined],
    ['gelu', drop(0.3, 0.1)],
  ] as const)('feed-forward block with %s, dropout %o', (activation, dropped) => {
    const run = (rows: number[], hidden: number) =>
      expectSame([[...rows, 5], [hidden, 5], [hidden], [4, hidden], [4]], (x, ...parameters) => {
        const [up, upBias, down, downBias] = parameters.map((each) => each.flatten());
        if (!up || !upBias || !down || !downBias) throw new Error('no parameters');
        const layers = [
          { weight: up.as2D(hidden, 5), bias: upBias },
          { weight: down.as2D(4, hidden), bias: downBias },
        ] as const;
        return feedForward(x, ...layers, { activation, dropout: dropped });
      });
    run([2, 3], 9);
    run([0], 9);
    run([398], 1367); // its gradient is made of two chunks of rows
  });

  it.each(['self', 'memory'])('attention with its projections, of %s', (kind) => {
    const [B, T, D] = [4, 3, 6];
    const S = kind === 'self' ? T : 5;
    const parameters = Array.from({ length: 3 }, () => [[D, D], [D]]).flat();
    const inputs =
      kind === 'self'
        ? [[B, T, D]]
        : [
            [B, T, D],
            [B, S, D],
          ];
    const visible = Array.from(integers(B * S, 3), (x) => (x === 0 ? 0 : 1));
    const keyMask = tf.tensor2d(visible, [B, S]);
    expectSame([...inputs, ...parameters], (first, ...rest) => {
      const x = first.as3D(B, T, D);
      const memory = kind === 'self' ? x : rest.shift()?.as3D(B, S, D);
      const [query, key, value] = [0, 2, 4].map((i) => ({
        weight: (rest[i] ?? x).as2D(D, D),
        bias: (rest[i + 1] ?? x).as1D(),
      }));
      if (!memory || !query || !key || !value) throw new Error('no inputs');
      const options = { heads: 2, keyMask, causal: kind === 'self', dropout: drop(0.2, 0.4) };
      return projectedAttention(x, memory, { query, key, value }, options);
    });
    keyMask.dispose();
  });

  it("a gradient that the caller passed in stays the caller's", () => {
    const dy = tf.ones([3, 4]);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const [dx] = tf.grads((x: tf.Tensor) => gelu(x))([tf.ones([3, 4])], dy);
      expect(dx?.shape).toEqual([3, 4]);
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(dy.isDisposed).toBe(false);
    dy.dispose();
  });

  it.each([1, 3, 17])('embedding, width %i', (width) => {
    const ids = tf.tensor2d(integers(12, 5), [3, 4], 'int32');
    expectSame([[5, width]], (table) => embedding(table.as2D(5, width), ids, { paddingId: 1, scale: 3 }));
    expectSame([[5, width]], (table) => embedding(table.as2D(5, width), ids));
    ids.dispose();
  });

  it('embedding names an id outside the table', () => {
    const table = tf.zeros<tf.Rank.R2>([5, 2]);
    const ids = tf.tensor1d([0, 5], 'int32');
    expect(() => embedding(table, ids)).toThrow('expected ids in [0, 5), got 5 at position 1');
    tf.dispose([table, ids]);
  });

  it.each([
    { B: 1, T: 1, S: 1, heads: 1, K: 1 },
    { B: 2, T: 5, S: 7, heads: 2, K: 3 },
    { B: 2, T: 17, S: 17, heads: 2, K: 8 },
    { B: 1, T: 33, S: 6, heads: 4, K: 5 },
  ])('attention %o', ({ B, T, S, heads, K }) => {
    const D = heads * K;
    const shapes = [
      [B, T, D],
      [B, S, D],
      [B, S, D],
    ];
    const keyMask = tf.tensor2d(integers(B * S, 2, 9), [B, S], 'float32');
    const run = (options: { keyMask?: tf.Tensor2D; causal?: boolean; dropout?: PhiloxDropout }) =>
      expectSame(
        shapes,
        (q, k, v) => attention(q.as3D(B, T, D), k.as3D(B, S, D), v.as3D(B, S, D), { heads, ...options }),
        1e-5,
      );
    run({});
    run({ keyMask });
    run({ dropout: drop(0.3) });
    if (T === S) run({ keyMask, causal: true, dropout: drop(0.4) });
    keyMask.dispose();
  });

  it.each([2, 3, 5, 7, 17, 33, 300])('cross-entropy, %i classes', (classes) => {
    const labels = tf.tensor1d(integers(6, classes), 'int32');
    const mask = tf.tensor1d([1, 0, 1, 1, 0, 1]);
    expectSame([[6, classes]], (x) => crossEntropy(tf.mul(x, 5), labels));
    const options = { labelSmoothing: 0.1, mask };
    expectSame([[6, classes]], (x) =>
      crossEntropy(tf.mul(x, 5), labels, { ...options, smoothingForm: 'others' }),
    );
    expectSame([[6, classes]], (x) => crossEntropy(tf.mul(x, 5), labels, options));
    tf.dispose([labels, mask]);
  });

  it.each([1, 2, 3])('R-Drop terms of %i passes', (passes) => {
    const mask = tf.tensor1d([1, 1, 0, 1]);
    for (const classes of [2, 7, 33, 301, 1300]) {
      const options = { passes, mask, labelSmoothing: 0.1 };
      const labels = tf.tensor1d(integers(4, classes, 7), 'int32');
      expectSame([[passes * 4, classes]], (x) => rDropTerms(tf.mul(x, 4), labels, options));
      labels.dispose();
    }
    mask.dispose();
  });

  it('labels outside the classes add no likelihood and are never read', () => {
    const labels = tf.tensor1d([-1, 2 ** 30, 2], 'int32');
    expectSame([[6, 5]], (x) => rDropTerms(x, labels, { passes: 2, labelSmoothing: 0.1 }));
    labels.dispose();
  });

  it('large logits overflow nowhere', () => {
    const labels = tf.tensor1d([0], 'int32');
    const terms = on('simd', () =>
      rDropTerms(tf.tensor2d([1e4, -1e4, 3, -1e4, 1e4, 3], [2, 3]), labels, { passes: 2 }),
    );
    expect(terms.slice(0, 2)).toEqual([0, 2e4]);
    expect(terms[4]).toBeCloseTo(2e4, 0);
    labels.dispose();
  });

  it('global norm', () => {
    const norm = () =>
      globalNorm([tf.tensor(values(1001)), tf.tensor(values(5, 2)), tf.tensor(values(77, 3))]);
    expect(deviation(on('simd', norm), on('cpu', norm))).toBeLessThan(1e-6);
  });
});
