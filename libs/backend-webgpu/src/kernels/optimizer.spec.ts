import {
  adamUpdate,
  advanceCorrections,
  type AdamSlot,
  globalNorm,
  type GradientClip,
  type MomentumSlot,
  nagUpdate,
  sgdUpdate,
  withReferences,
} from '@rdrop/ops';
import { deviation, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';

type Slot = AdamSlot & MomentumSlot;

// Every remainder of a vector; more parameters than a dispatch takes, and a last dispatch with fewer.
const SIZES = [1, 2, 3, 5, 16, 17, 33, 10_000, 7, 3276, 256, 4001, 0];

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
  Promise.all(
    slots.flatMap(({ parameter, m, v, momentum }) =>
      [parameter, m, v, momentum].map(async (x) => Array.from(await x.data())),
    ),
  );

const RULES: Readonly<Record<string, (slots: readonly Slot[], clip?: GradientClip) => void>> = {
  RDropAdam: (slots, clip) =>
    adamUpdate(slots, {
      ...{ gradientScale: 0.5, clip, stepSize: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8 },
      ...{ decoupledDecay: 0.001, coupledDecay: 0.01 },
    }),
  RDropSgd: (slots, clip) =>
    sgdUpdate(slots, { gradientScale: 0.5, clip, learningRate: 0.1, momentum: 0.9, coupledDecay: 0.01 }),
  RDropNag: (slots, clip) =>
    nagUpdate(slots, {
      ...{ gradientScale: 0.5, clip, learningRate: 0.1 },
      ...{ momentum: 0.99, carriedMomentum: 0.8, decoupledDecay: 0.01 },
    }),
};

describeOnGpu('optimizers', (backend) => {
  afterEach(() => tf.disposeVariables());

  describe.each(Object.entries(RULES))('%s', (_, update) => {
    /** What three updates make of parameters of these sizes, clipped to a norm when a limit is given. */
    function run(sizes: readonly number[], limit?: number): Slot[] {
      const slots = slotsOf(sizes);
      const gradients = slots.map(({ gradient }) => gradient);
      // The stock sum, of the reference, takes no empty tensor.
      const norm = limit === undefined ? undefined : globalNorm(gradients.filter(({ size }) => size > 0));
      for (let i = 0; i < 3; i++) {
        update(slots, norm === undefined || limit === undefined ? undefined : { norm, limit });
      }
      tf.dispose(gradients);
      norm?.dispose();
      return slots;
    }

    it.each([undefined, 0.3, 1e6])('equals the reference, clipped to %s', async (limit) => {
      const reference = await dataOf(withReferences(() => run(SIZES, limit)));
      const data = await dataOf(run(SIZES, limit));
      data.forEach((each, i) => expect(deviation(each, reference[i] ?? [])).toBeLessThan(1e-6));
    });

    it('divides gradients by the loss scale first', async () => {
      const clipped = (lossScale?: number) => {
        const slots = slotsOf(SIZES);
        const factor = lossScale ?? 1;
        const scaled = slots.map((slot) => ({ ...slot, gradient: tf.mul(slot.gradient, factor) }));
        const clip = { norm: tf.scalar(2 * factor), limit: 0.3 };
        const scale = lossScale === undefined ? undefined : tf.scalar(lossScale);
        update(scaled, { ...clip, lossScale: scale });
        tf.dispose([clip.norm, scale ?? [], [...slots, ...scaled].map(({ gradient }) => gradient)]);
        return slots;
      };
      const plain = await dataOf(clipped());
      const data = await dataOf(clipped(32_768));
      data.forEach((each, i) => expect(deviation(each, plain[i] ?? [])).toBeLessThan(1e-6));
    });

    it.each([NaN, Infinity])('changes nothing when the norm is %f', async (value) => {
      const slots = slotsOf([5, 3]);
      const before = await dataOf(slots);
      const norm = tf.scalar(value);
      update(slots, { norm, limit: 1 });
      expect(await dataOf(slots)).toEqual(before);
      tf.dispose([norm, slots.map(({ gradient }) => gradient)]);
    });

    it('takes few dispatches, and leaves nothing but the values', async () => {
      const slots = slotsOf(Array<number>(20).fill(6));
      update(slots);
      const { dispatches, numBytesInGPU } = backend.memory();
      const { numTensors } = tf.memory();
      update(slots);
      expect(backend.memory().dispatches - dispatches).toBeLessThanOrEqual(10);
      expect(backend.memory().numBytesInGPU).toBe(numBytesInGPU);
      expect(tf.memory().numTensors).toBe(numTensors);
      tf.dispose(slots.map(({ gradient }) => gradient));
      await slots[0]?.parameter.data();
    });

    it('leaves clones of a parameter and of its state as they were', async () => {
      const slots = slotsOf([9, 40]);
      update(slots);
      const [first, second] = slots;
      const shared = [first?.parameter, second?.momentum, second?.v].flatMap((x) => (x ? [x.clone()] : []));
      const read = (list: readonly tf.Tensor[]) =>
        Promise.all(list.map(async (x) => Array.from(await x.data())));
      const before = await read(shared);
      update(slots);
      expect(await read(shared)).toEqual(before);
      expect(Array.from((await first?.parameter.data()) ?? [])).not.toEqual(before[0]);
      tf.dispose([shared, slots.map(({ gradient }) => gradient)]);
    });

    it('makes no new bind groups and uniforms when steps go on', async () => {
      const slots = slotsOf([9, 40, 5]);
      const norm = tf.scalar(3);
      const counts = () => {
        const { bindGroupsMade, uniformBlocks } = backend.memory();
        return { bindGroupsMade, uniformBlocks };
      };
      const step = () => {
        backend.beginStep();
        update(slots, { norm, limit: 1 });
      };
      step();
      const before = counts();
      for (let i = 0; i < 3; i++) step();
      expect(counts()).toEqual(before);
      tf.dispose([norm, slots.map(({ gradient }) => gradient)]);
      await slots[0]?.parameter.data();
    });

    it('updates nothing when one tensor does not fit', async () => {
      const slots = slotsOf([4, 5]);
      const before = await dataOf(slots);
      const [first, second] = slots;
      if (!first || !second) throw new Error('no slots');
      expect(() => update([first, { ...second, m: first.m, momentum: first.m }])).toThrow(
        /(m|momentum)1: expected 5 elements, got \[4\]/,
      );
      expect(await dataOf(slots)).toEqual(before);
      tf.dispose(slots.map(({ gradient }) => gradient));
    });
  });
});

describeOnGpu('Adam that may skip updates', () => {
  it.each([true, false])('equals the reference, its epsilon corrected: %s', async (ofEpsilon) => {
    const run = () => {
      const slots = slotsOf(SIZES);
      const corrections = tf.variable(tf.zeros([2]), false);
      const lossScale = tf.scalar(4);
      for (const value of [2, 3, Infinity, 5, NaN, 7]) {
        const norm = tf.scalar(value);
        const betas = { beta1: 0.9, beta2: 0.98 };
        advanceCorrections(corrections, norm, betas);
        adamUpdate(slots, {
          ...{
            ...betas,
            gradientScale: 0.5,
            stepSize: 0.01,
            epsilon: 1e-3,
            decoupledDecay: 0.001,
            coupledDecay: 0,
          },
          ...{ clip: { norm, limit: 0.3, lossScale }, corrections: { values: corrections, ofEpsilon } },
        });
        norm.dispose();
      }
      tf.dispose([lossScale, slots.map(({ gradient }) => gradient)]);
      return { slots, corrections };
    };
    const reference = withReferences(run);
    const { slots, corrections } = run();
    const expected = await dataOf(reference.slots);
    (await dataOf(slots)).forEach((each, i) => expect(deviation(each, expected[i] ?? [])).toBeLessThan(1e-6));
    expect(deviation(await corrections.data(), [1 - 0.9 ** 4, 1 - 0.98 ** 4])).toBeLessThan(1e-6);
    tf.disposeVariables();
  });
});

describeOnGpu('RDropGlobalNorm', (backend) => {
  async function norm(arrays: readonly Float32Array[]): Promise<number | undefined> {
    const { numTensors } = tf.memory();
    const scalar = tf.tidy(() => globalNorm(arrays.map((data) => tf.tensor1d(data))));
    const [value] = await scalar.data();
    scalar.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
    return value;
  }

  it('is the root of the sum of all squares', async () => {
    const arrays = [...SIZES, 300_000].map((size, i) => values(size, i));
    const exact = Math.sqrt(arrays.reduce((sum, data) => data.reduce((part, x) => part + x * x, sum), 0));
    expect(((await norm(arrays)) ?? 0) / exact).toBeCloseTo(1, 6);
    expect(await norm([Float32Array.of(3), Float32Array.of(0, -4)])).toBe(5);
    expect(await norm([new Float32Array(0)])).toBe(0);
  });

  it('has the same bits on every run', async () => {
    const arrays = [30_001, 5, 70].map((size, i) => values(size, i));
    expect(await norm(arrays)).toBe(await norm(arrays));
  });

  it.each([NaN, Infinity, -Infinity])('is not finite with one %f, wherever it stands', async (bad) => {
    for (const [tensor, at] of [
      [0, 0],
      [7, 9_999],
      [11, 4_000],
    ] as const) {
      const arrays = SIZES.map((size, i) => values(size, i));
      arrays[tensor]?.fill(bad, at, at + 1);
      expect(Number.isFinite(await norm(arrays))).toBe(false);
    }
  });

  it('reads seven tensors at a time', () => {
    const tensors = Array.from({ length: 20 }, () => tf.ones([10]));
    globalNorm(tensors).dispose(); // which uploads them
    const { dispatches } = backend.memory();
    globalNorm(tensors).dispose();
    expect(backend.memory().dispatches - dispatches).toBe(4);
    tf.dispose(tensors);
  });
});
