import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { adamUpdate } from './adam.js';
import { updateLossScale } from './loss-scale.js';

function state(scale: number) {
  return { scale: tf.variable(tf.scalar(scale)), counts: tf.variable(tf.zeros([2])) };
}

const valuesOf = ({ scale, counts }: ReturnType<typeof state>) => [...scale.dataSync(), ...counts.dataSync()];

it('halves the scale on an overflow, doubles it after so many good updates, and stops at the largest', () => {
  const scaling = state(8);
  const rule = { growEvery: 3, most: 16 };
  const before = tf.memory().numTensors;
  const after = [1, Infinity, 2, NaN, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((norm) => {
    const plain = tf.tidy(() => updateLossScale(scaling, tf.scalar(norm), rule).dataSync()[0]);
    return [plain, ...valuesOf(scaling)];
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(after).toEqual([
    [1 / 8, 8, 1, 0],
    [0, 4, 0, 1],
    [2 / 4, 4, 1, 1],
    [0, 2, 0, 2],
    [3 / 2, 2, 1, 2],
    [4 / 2, 2, 2, 2],
    [5 / 2, 4, 0, 2],
    [6 / 4, 4, 1, 2],
    [7 / 4, 4, 2, 2],
    [8 / 4, 8, 0, 2],
    [9 / 8, 8, 1, 2],
    [10 / 8, 8, 2, 2],
    [11 / 8, 16, 0, 2],
  ]);
  updateLossScale(scaling, tf.scalar(1), { growEvery: 1, most: 16 });
  expect(valuesOf(scaling)[0]).toBe(16);
});

it('an update divides gradients by the loss scale before it clips them', () => {
  const run = (factor: number) => {
    const [parameter, m, v] = [1, 0, 0].map((value) => tf.variable(tf.fill([3], value)));
    if (parameter === undefined || m === undefined || v === undefined) throw new Error('expected variables');
    const gradient = tf.tensor1d([3 * factor, 4 * factor, 0]);
    const clip = { norm: tf.scalar(5 * factor), limit: 0.5, lossScale: tf.scalar(factor) };
    const hyper = { stepSize: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, decoupledDecay: 0.01 };
    const slots = [{ parameter, gradient, m, v, decay: true }];
    adamUpdate(slots, { ...hyper, coupledDecay: 0, gradientScale: 0.25, clip });
    return [parameter, m, v].map((variable) => [...variable.dataSync()]);
  };
  expect(run(1024)).toEqual(run(1));
});
