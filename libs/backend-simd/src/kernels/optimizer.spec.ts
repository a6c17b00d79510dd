import * as tf from '@tensorflow/tfjs';
import {
  adamUpdate,
  type AdamSlot,
  globalNorm,
  type GradientClip,
  type MomentumSlot,
  nagUpdate,
  sgdUpdate,
  withReferences,
} from '@rdrop/ops';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SimdBackend } from '../simd-backend.js';
import { blocksLeftBy, useSimd } from '../testing/backends.js';
import { deviation, values } from '../testing/random.js';

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});
afterEach(() => tf.disposeVariables());

type Slot = AdamSlot & MomentumSlot;

// Every remainder of a vector; whole slices, and tensors that span several of them.
const SIZES = [1, 2, 3, 5, 16, 17, 33, 100_000, 7, 32_768, 256, 40_001];

function variable(size: number, seed: number): tf.Variable {
  const data = values(size, seed);
  return tf.tidy(() => tf.variable(tf.tensor1d(seed % 4 === 3 ? data.map(Math.abs) : data)));
}

/** Slots with parameter, gradient, m, v and momentum of all these sizes; weight decay on every other one. */
function slotsOf(sizes: readonly number[]): Slot[] {
  return sizes.map((size, i) => ({
    parameter: variable(size, 4 * i),
    gradient: tf.tensor1d(values(size, 4 * i + 1)),
    m: variable(size, 4 * i + 2),
    v: variable(size, 4 * i + 3),
    momentum: variable(size, 4 * i + 2),
    decay: i % 2 === 0,
  }));
}

const dataOf = (slots: readonly Slot[]) =>
  slots.flatMap(({ parameter, m, v, momentum }) => [parameter, m, v, momentum].map((x) => x.dataSync()));

const ADAM = {
  gradientScale: 0.5,
  stepSize: 0.01,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  decoupledDecay: 0.001,
  coupledDecay: 0.01,
};
const RULES: Readonly<Record<string, (slots: readonly Slot[], clip?: GradientClip) => void>> = {
  adam: (slots, clip) => adamUpdate(slots, { ...ADAM, clip }),
  sgd: (slots, clip) =>
    sgdUpdate(slots, { gradientScale: 0.5, clip, learningRate: 0.1, momentum: 0.9, coupledDecay: 0.01 }),
  nag: (slots, clip) =>
    nagUpdate(slots, {
      gradientScale: 0.5,
      clip,
      learningRate: 0.1,
      momentum: 0.99,
      carriedMomentum: 0.8,
      decoupledDecay: 0.01,
    }),
};

describe.each(Object.entries(RULES))('%s', (_, update) => {
  const run = (sizes: readonly number[]) => {
    const slots = slotsOf(sizes);
    for (let i = 0; i < 3; i++) update(slots);
    const data = dataOf(slots);
    tf.dispose(slots.map(({ gradient }) => gradient));
    return data;
  };

  it('updates tensors of all sizes at once as the reference does one by one', () => {
    const reference = withReferences(() => run(SIZES));
    run(SIZES).forEach((data, i) => expect(deviation(data, reference[i] ?? [])).toBeLessThan(1e-6));
  });

  it.each([0.3, 1e6])('clips to %f as the reference does', (limit) => {
    const clipped = () => {
      const slots = slotsOf([5, 40_001]);
      const gradients = slots.map(({ gradient }) => gradient);
      const norm = globalNorm(gradients);
      update(slots, { norm, limit });
      const data = dataOf(slots);
      tf.dispose([norm, gradients]);
      return data;
    };
    const reference = withReferences(clipped);
    clipped().forEach((data, i) => expect(deviation(data, reference[i] ?? [])).toBeLessThan(1e-6));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('changes nothing when the norm is %f', (value) => {
    const slots = slotsOf([5, 3]);
    const before = dataOf(slots).map((data) => data.slice());
    const norm = tf.scalar(value);
    update(slots, { norm, limit: 1 });
    expect(dataOf(slots)).toEqual(before);
    tf.dispose([norm, slots.map(({ gradient }) => gradient)]);
  });

  it('gives a tensor the same bits whatever stands before it', () => {
    const alone = run([12_345]);
    const slots = slotsOf([12_345, 70_001]).reverse();
    for (let i = 0; i < 3; i++) update(slots);
    dataOf(slots)
      .slice(4)
      .forEach((data, i) => expect(deviation(data, alone[i] ?? [])).toBe(0));
    tf.dispose(slots.map(({ gradient }) => gradient));
  });

  it('leaves clones of a parameter and of its state as they were, and no block behind', () => {
    const left = blocksLeftBy(backend, () => {
      const slots = slotsOf([9, 40]);
      update(slots); // so that all of it lies in the WebAssembly memory
      const [first, second] = slots;
      const shared = [first?.parameter, second?.momentum, second?.v].flatMap((x) => (x ? [x.clone()] : []));
      const before = shared.map((x) => Array.from(x.dataSync()));
      update(slots);
      expect(shared.map((x) => Array.from(x.dataSync()))).toEqual(before);
      expect(Array.from(first?.parameter.dataSync() ?? [])).not.toEqual(before[0]);
      tf.dispose([shared, slots.map(({ gradient }) => gradient)]);
      tf.disposeVariables();
    });
    expect(left).toBe(0);
  });

  it('updates nothing when one tensor does not fit', () => {
    const slots = slotsOf([4, 5]);
    const before = dataOf(slots);
    const [first, second] = slots;
    if (!first || !second) throw new Error('no slots');
    const wrong = { ...second, gradient: first.gradient };
    expect(() => update([first, wrong])).toThrow('Update: expected a gradient [5], got [4]');
    expect(() => update([first, { ...second, m: first.m, momentum: first.m }])).toThrow(
      /(m|momentum)1: expected 5 elements, got \[4\]/,
    );
    expect(dataOf(slots)).toEqual(before);
    tf.dispose(slots.map(({ gradient }) => gradient));
  });

  it('takes an empty list, and parameters without elements', () => {
    update([]);
    const slots = slotsOf([0, 3, 0]);
    const before = slots[1]?.parameter.dataSync();
    update(slots);
    expect(slots[1]?.parameter.dataSync()).not.toEqual(before);
    tf.dispose(slots.map(({ gradient }) => gradient));
  });
});

describe('globalNorm', () => {
  const norm = (arrays: readonly Float32Array[]) =>
    tf.tidy(() => globalNorm(arrays.map((data) => tf.tensor1d(data))).dataSync()[0]);

  it('is the root of the sum of all squares', () => {
    const arrays = SIZES.map((size, i) => values(size, i));
    const exact = Math.sqrt(arrays.reduce((sum, data) => data.reduce((part, x) => part + x * x, sum), 0));
    expect((norm(arrays) ?? 0) / exact).toBeCloseTo(1, 6);
    expect(norm([Float32Array.of(3), Float32Array.of(0, -4)])).toBe(5);
    expect(norm([new Float32Array(0)])).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'is not finite with one %f, wherever it stands',
    (bad) => {
      const expected = Number.isNaN(bad) ? Number.NaN : Number.POSITIVE_INFINITY;
      for (const [tensor, at] of [
        [0, 0],
        [7, 70_001],
        [11, 40_000],
      ] as const) {
        const arrays = SIZES.map((size, i) => values(size, i));
        arrays[tensor]?.fill(bad, at, at + 1);
        expect(norm(arrays)).toBe(expected);
      }
    },
  );

  it('leaves nothing but the scalar', () => {
    const gradients = SIZES.map((size) => tf.ones([size]));
    globalNorm(gradients).dispose(); // moves the gradients into the WebAssembly memory
    const before = tf.memory().numTensors;
    const left = blocksLeftBy(backend, () => globalNorm(gradients).dispose());
    expect([left, tf.memory().numTensors - before]).toEqual([0, 0]);
    tf.dispose(gradients);
  });
});
