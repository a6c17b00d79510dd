import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adamUpdate } from './adam.js';
import { clipFactor, type GradientScaling } from './gradient-clip.js';
import { nagUpdate, sgdUpdate } from './momentum.js';

beforeAll(async () => {
  tf.env().set('PROD', true); // no banner
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

describe('clipFactor', () => {
  it('scales only norms above the limit', () => {
    expect(clipFactor(10, 0)).toBe(1);
    expect(clipFactor(0.3, 0.5)).toBe(1);
    expect(clipFactor(10, 0.5)).toBeCloseTo(0.05, 7);
  });
});

const variable = (value: number) => tf.tidy(() => tf.variable(tf.tensor1d([value, 2 * value])));

/** Parameter and state after an update by each rule, of gradients [30, 40] scaled by 0.1 or as given. */
function updated(scaling: GradientScaling): number[][] {
  const slots = Array.from({ length: 3 }, () => ({
    ...{ parameter: variable(1), gradient: tf.tensor1d([30, 40]), decay: true },
    ...{ m: variable(0.2), v: variable(0.3), momentum: variable(0.5) },
  }));
  const [adam = [], sgd = [], nag = []] = slots.map((slot) => [slot]);
  adamUpdate(adam, {
    ...{ ...scaling, stepSize: 0.1, beta1: 0.9, beta2: 0.98 },
    ...{ epsilon: 0.1, decoupledDecay: 0.01, coupledDecay: 0 },
  });
  sgdUpdate(sgd, { ...scaling, learningRate: 0.1, momentum: 0.9, coupledDecay: 0.01 });
  const nagHyper = { learningRate: 0.1, momentum: 0.9, carriedMomentum: 0.8, decoupledDecay: 0.01 };
  nagUpdate(nag, { ...scaling, ...nagHyper });
  return slots.flatMap(({ parameter, m, v, momentum }) =>
    [parameter, m, v, momentum].map((each) => Array.from(each.dataSync())),
  );
}

describe('an update with a norm to clip by', () => {
  it.each([1, 4, 100])('scales as the host would, limit %f', (limit) => {
    const clipped = updated({ gradientScale: 0.1, clip: { norm: tf.scalar(50), limit } });
    const expected = updated({ gradientScale: 0.1 * clipFactor(5, limit) });
    clipped.forEach((values, i) =>
      values.forEach((value, k) => expect(value).toBeCloseTo(expected[i]?.[k] ?? NaN, 5)),
    );
  });

  it.each([NaN, Infinity])('changes nothing when the norm is %f', (norm) => {
    const values = updated({ gradientScale: 0.1, clip: { norm: tf.scalar(norm), limit: 1 } });
    const before = [1, 0.2, 0.3, 0.5].map((value) => [Math.fround(value), Math.fround(2 * value)]);
    expect(values).toEqual([...before, ...before, ...before]);
  });
});
