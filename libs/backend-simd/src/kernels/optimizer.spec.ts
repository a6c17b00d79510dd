import * as tf from '@tensorflow/tfjs';
import { adamUpdate, withReferences } from '@rdrop/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { useSimd } from '../testing/backends.js';
import { deviation, values } from '../testing/random.js';

beforeAll(async () => {
  await useSimd();
});

const HYPER = {
  gradientScale: 0.5,
  stepSize: 0.01,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  decoupledDecay: 0.001,
  coupledDecay: 0.01,
};

function variables(size: number): tf.Variable[] {
  return [1, 3, 4].map((seed) => {
    const data = values(size, seed);
    const start = tf.tensor1d(seed === 1 ? data : data.map(Math.abs));
    const variable = tf.variable(start);
    start.dispose();
    return variable;
  });
}

function update(slot: tf.Variable[], size: number, decay: boolean): number[][] {
  const [parameter, m, v] = slot;
  if (!parameter || !m || !v) throw new Error('no variables');
  const gradient = tf.tensor1d(values(size, 2));
  for (let i = 0; i < 3; i++) adamUpdate([{ parameter, gradient, m, v, decay }], HYPER);
  gradient.dispose();
  return slot.map((variable) => Array.from(variable.dataSync()));
}

describe('RDropAdam', () => {
  it.each([1, 3, 5, 7, 17, 33, 256])('three updates of %i elements equal the reference', (size) => {
    for (const decay of [true, false]) {
      const fused = update(variables(size), size, decay);
      const reference = withReferences(() => update(variables(size), size, decay));
      fused.forEach((data, i) => expect(deviation(data, reference[i] ?? [])).toBeLessThan(1e-6));
    }
    tf.disposeVariables();
  });

  it('leaves a snapshot of the parameter as it was', () => {
    const slot = variables(9);
    const snapshot = slot[0]?.clone();
    const before = Array.from(snapshot?.dataSync() ?? []);
    const [after] = update(slot, 9, true);
    expect(Array.from(snapshot?.dataSync() ?? [])).toEqual(before);
    expect(after).not.toEqual(before);
    snapshot?.dispose();
    tf.disposeVariables();
  });
});
