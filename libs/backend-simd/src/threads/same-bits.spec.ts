import {
  adamUpdate,
  attention,
  crossEntropy,
  dropout,
  embedding,
  feedForward,
  gelu,
  globalNorm,
  layerNorm,
  linear,
  nagUpdate,
  type PhiloxDropout,
  projectedRDropTerms,
  rDropTerms,
  sgdUpdate,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KERNEL_NAMES, type KernelName } from '../kernel-table.js';
import { SimdBackend } from '../simd-backend.js';
import { replaceSimd, useSimd } from '../testing/backends.js';
import { integers, sameBits, values } from '../testing/random.js';
import { closeRuntimes, testRuntime } from '../testing/runtimes.js';
import { ThreadPool } from './thread-pool.js';

const THREADS = [1, 2, 3, 5];

/** Kernels seen running in several slices. */
const sliced = new Set<KernelName>();
const backends: SimdBackend[] = [];

beforeAll(async () => {
  await useSimd(); // registers the kernels, once for all backends of that name
  for (const threads of THREADS) backends.push(new SimdBackend(await testRuntime({ threads })));
});
afterEach(() => {
  vi.restoreAllMocks();
  tf.disposeVariables();
});
afterAll(closeRuntimes);

/** Holds the results on several threads to those on one, bit by bit. */
function expectSameBits(body: () => tf.Tensor[]): void {
  const run = vi.spyOn(ThreadPool.prototype, 'run');
  const results = backends.map((backend) => {
    replaceSimd(backend);
    let data: Float32Array[] = [];
    tf.tidy(() => {
      data = body().map((tensor) => new Float32Array(tensor.dataSync()));
    }); // returns nothing: it would look at every number for tensors
    return data;
  });
  for (const [kernel, , count] of run.mock.calls) {
    const name = KERNEL_NAMES[kernel];
    if (name !== undefined && count > 1) sliced.add(name);
  }
  const [alone = [], ...others] = results;
  others.forEach((result, i) => {
    const same = result.map((data, output) => sameBits(data, alone[output] ?? new Float32Array()));
    expect(same, `${THREADS[i + 1]} threads`).toEqual(alone.map(() => true));
  });
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const made = new Map<string, Float32Array>();

function random(shape: number[], seed = 1): tf.Tensor {
  const key = `${sizeOf(shape)} ${seed}`;
  const data = made.get(key) ?? values(sizeOf(shape), seed);
  made.set(key, data);
  return tf.tensor(data, shape);
}

const whole = (shape: number[], below: number) => tf.tensor(integers(sizeOf(shape), below), shape, 'int32');

/** The value and the gradients by all inputs. */
function differentiated(shapes: number[][], f: (...inputs: tf.Tensor[]) => tf.Tensor): tf.Tensor[] {
  const inputs = shapes.map((shape, i) => random(shape, 11 + i));
  const dy = random(f(...inputs).shape, 5);
  const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => tf.sum(tf.mul(f(...args), dy)))(inputs);
  return [f(...inputs), value, ...grads];
}

const drop = (...rates: number[]): PhiloxDropout => ({ kind: 'philox', key: { k0: 3, k1: 4 }, rates });

type Body = () => tf.Tensor[];
const BODIES: Readonly<Record<string, Body>> = {
  'products, cut by rows and by columns': () => [
    tf.matMul(random([700, 130]), random([130, 90], 2)),
    tf.matMul(random([130, 60]), random([130, 900], 2), true),
    tf.fused.matMul({
      a: random([500, 90]),
      b: random([90, 70], 2),
      bias: random([70], 3),
      activation: 'relu',
    }),
  ],
  'batches of products': () => [tf.matMul(random([40, 30, 50]), random([40, 20, 50], 2), false, true)],
  'elementwise, all broadcasts': () => {
    const x = random([300, 401]);
    const [row, column] = [random([401], 2), random([300, 1], 3)];
    return [
      ...[tf.add(x, x), tf.mul(x, 3), tf.sub(x, row), tf.div(column, x), tf.maximum(row, column)],
      ...[tf.exp(x), tf.tanh(x), tf.sigmoid(x), tf.addN([x, x, x]), tf.onesLike(x)],
    ];
  },
  'along axes': () => {
    const x = random([300, 401]);
    return [
      ...[tf.sum(x, 1), tf.sum(x, 0), tf.mean(x, 1), tf.max(x, 1), tf.softmax(x), tf.transpose(x)],
      ...[tf.transpose(random([1, 30, 40, 60]), [0, 2, 1, 3]), tf.transpose(random([90, 30, 40]), [2, 1, 0])],
      ...[tf.cumsum(x, 1), tf.cumsum(x, 0), tf.cumsum(random([20, 50, 90]), 1)],
    ];
  },
  movement: () => {
    const x = random([300, 401]);
    const ids = whole([700], 300).as1D();
    return [
      ...[
        tf.slice(x, [3, 5], [280, 390]),
        tf.concat([x, x], 1),
        tf.pad(
          x,
          [[1, 2] as const, [3, 4] as const].map(([a, b]) => [a, b]),
        ),
      ],
      ...[tf.tile(x, [2, 2]), tf.reverse(x, 1), tf.fill([300, 400], 2.5), tf.gather(x, ids)],
      ...[tf.unsortedSegmentSum(random([700, 300]), ids, 300), ...tf.unstack(tf.reshape(x, [2, 150, 401]))],
    ];
  },
  'types and truth values': () => {
    const x = tf.mul(random([300, 401]), 9);
    const [positive, small] = [tf.greater(x, 0), tf.less(tf.abs(x), random([401]))];
    return [
      ...[x.cast('int32'), x.cast('bool'), positive.cast('float32'), x.cast('int32').cast('float32')],
      ...[tf.logicalAnd(positive, small), tf.where(positive, x, tf.zerosLike(x))],
    ];
  },
  'linear, gelu, dropout': () =>
    differentiated([[500, 70], [190, 70], [190]], (x, w, b) =>
      dropout(gelu(linear(x, w.as2D(190, 70), { bias: b.as1D(), activation: 'relu' })), drop(0.3)),
    ),
  'layer norm': () =>
    differentiated([[600, 130], [130], [130], [600, 130]], (x, g, b, residual) =>
      layerNorm(x, g.as1D(), b.as1D(), { residual, dropout: drop(0.3, 0.1) }),
    ),
  'layer norm that keeps its value': () =>
    differentiated(
      [
        [600, 130],
        [600, 130],
      ],
      (x, residual) =>
        layerNorm(x, tf.ones([130]).as1D(), tf.zeros([130]).as1D(), { residual, dropout: drop(0.3, 0.1) }),
    ),
  'feed-forward block': () =>
    (['relu', 'gelu'] as const).flatMap((activation) =>
      differentiated(
        [
          [600, 40],
          [1400, 40],
          [40, 1400],
        ],
        (x, w1, w2) => {
          const up = { weight: w1.as2D(1400, 40), bias: tf.zeros([1400]).as1D() };
          const down = { weight: w2.as2D(40, 1400), bias: tf.zeros([40]).as1D() };
          return feedForward(x, up, down, { activation, dropout: drop(0.3) });
        },
      ),
    ),
  embedding: () =>
    differentiated([[90, 130]], (table) =>
      embedding(table.as2D(90, 130), whole([8, 101], 90).as2D(8, 101), { paddingId: 1, scale: 3 }),
    ),
  attention: () => {
    const shapes = [0, 1, 2].map(() => [16, 40, 32]);
    return differentiated(shapes, (q, k, v) =>
      attention(q.as3D(16, 40, 32), k.as3D(16, 40, 32), v.as3D(16, 40, 32), {
        ...{ heads: 4, causal: true, dropout: drop(0.2) },
      }),
    );
  },
  losses: () => {
    const labels = whole([150], 700).as1D();
    const options = { labelSmoothing: 0.1 };
    return [
      ...differentiated([[150, 700]], (x) => crossEntropy(tf.mul(x, 4), labels, options)),
      ...differentiated([[300, 700]], (x) => rDropTerms(tf.mul(x, 4), labels, { ...options, passes: 2 })),
    ];
  },
  'losses of projected states': () => {
    const labels = whole([150], 700).as1D();
    const options = { passes: 2, coefficients: [1, 1, 0, 0, 2], chunkBytes: 4 * 700 * 100 };
    return differentiated([[300, 60], [700, 60], [700]], (states, weight, bias) => {
      const given = { ...options, bias: bias.as1D() };
      return projectedRDropTerms(states, weight.as2D(700, 60), labels, given).loss;
    });
  },
  optimizers: () => {
    const state = (seed: number) => tf.variable(tf.abs(random([70_001], seed)));
    const slot = { parameter: state(1), gradient: random([70_001], 2), decay: true };
    const [m, v, momentum] = [state(3), state(4), state(5)];
    const common = { gradientScale: 0.5, coupledDecay: 0.01, decoupledDecay: 0.01 };
    adamUpdate([{ ...slot, m, v }], { ...common, stepSize: 0.1, beta1: 0.9, beta2: 0.98, epsilon: 1e-8 });
    sgdUpdate([{ ...slot, momentum }], { ...common, learningRate: 0.1, momentum: 0.9 });
    nagUpdate([{ ...slot, momentum }], {
      ...common,
      learningRate: 0.1,
      momentum: 0.9,
      carriedMomentum: 0.8,
    });
    return [slot.parameter, m, v, momentum, globalNorm([slot.gradient, m])];
  },
};

/** What always runs once, on the thread that calls it: questions about sizes, parts of kernels, and what tests call. */
function runsWhole(name: KernelName): boolean {
  const parts: readonly KernelName[] = ['initThread', 'tile4x8', 'tile4x16', 'finishBlock'];
  return parts.includes(name) || /(?:Base|Bytes|Floats)$/.test(name);
}

describe('results have the same bits on 1, 2, 3 and 5 threads', () => {
  it.each(Object.entries(BODIES))('%s', (_, body) => {
    expectSameBits(body);
  });

  it('of every kernel that runs in slices', () => {
    expect(KERNEL_NAMES.filter((name) => !sliced.has(name) && !runsWhole(name))).toEqual([]);
  });
});
