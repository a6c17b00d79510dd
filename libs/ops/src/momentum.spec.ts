import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MomentumSlot, nagUpdate, sgdUpdate } from './momentum.js';

beforeAll(async () => {
  tf.env().set('PROD', true); // no banner
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

function slot(decay: boolean): MomentumSlot {
  return {
    parameter: tf.variable(tf.tensor1d([1])),
    gradient: tf.tensor1d([4]),
    momentum: tf.variable(tf.tensor1d([0.5])),
    decay,
  };
}

const valueOf = (x: tf.Tensor) => x.dataSync()[0];

describe('sgdUpdate', () => {
  it('makes one step by the formula, with and without decay', () => {
    const slots = [slot(true), slot(false)];
    sgdUpdate(slots, { gradientScale: 0.5, learningRate: 0.1, momentum: 0.9, coupledDecay: 0.2 });
    const buffers = [0.9 * 0.5 + 2 + 0.2 * 1, 0.9 * 0.5 + 2];
    slots.forEach((one, i) => {
      expect(valueOf(one.momentum)).toBeCloseTo(buffers[i] ?? 0, 6);
      expect(valueOf(one.parameter)).toBeCloseTo(1 - 0.1 * (buffers[i] ?? 0), 6);
    });
  });
});

describe('nagUpdate', () => {
  it('makes one step by the formula, with and without decay', () => {
    const slots = [slot(true), slot(false)];
    nagUpdate(slots, {
      gradientScale: 0.5,
      learningRate: 0.1,
      momentum: 0.9,
      carriedMomentum: 0.45,
      decoupledDecay: 0.02,
    });
    const step = 0.1 * 0.5 * 4;
    const ahead = 0.9 * 0.45 * 0.5 - 1.9 * step;
    expect(slots.map(({ parameter }) => valueOf(parameter))).toEqual([
      expect.closeTo(0.98 + ahead, 6),
      expect.closeTo(1 + ahead, 6),
    ]);
    for (const { momentum } of slots) expect(valueOf(momentum)).toBeCloseTo(0.45 * 0.5 - step, 6);
  });

  it('refuses a gradient of another shape, and holds no tensors', () => {
    const slots = [slot(true)];
    const gradient = tf.tensor2d([[4]]);
    const before = tf.memory().numTensors;
    const hyper = { gradientScale: 1, learningRate: 0.1, momentum: 0.9, decoupledDecay: 0 };
    expect(() =>
      nagUpdate(
        slots.map((one) => ({ ...one, gradient })),
        { ...hyper, carriedMomentum: 0.9 },
      ),
    ).toThrow('nagUpdate: expected a gradient [1], got [1, 1]');
    nagUpdate(slots, { ...hyper, carriedMomentum: 0.9 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
