import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropout } from './dropout.js';
import { philoxDropout } from './dropout-source.js';
import { linear } from './linear.js';
import { recompute } from './recompute.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('recompute', () => {
  const masks = philoxDropout({ seed: 5, update: 3 });

  /** Loss and gradients of three blocks that also read a second input and a mask. */
  function gradientsOf(again: boolean) {
    return tf.tidy(() => {
      const weights = [1, 2, 3].map((seed) =>
        tf.variable(tf.randomNormal<tf.Rank.R2>([4, 4], 0, 1, 'float32', seed)),
      );
      const other = tf.variable(tf.randomNormal([5, 4], 0, 1, 'float32', 9));
      const x = tf.randomNormal([5, 4], 0, 1, 'float32', 8);
      const { value, grads } = tf.variableGrads(() => {
        let state: tf.Tensor = tf.mul(x, other);
        const mask = tf.tensor2d([1, 0, 1, 1, 1], [5, 1]);
        weights.forEach((weight, i) => {
          const block = (
            [a = x, b = x]: readonly tf.Tensor[],
            [real = mask]: readonly tf.Tensor[],
          ): tf.Tensor =>
            tf.mul(
              tf.add(dropout(tf.tanh(linear(a, weight as tf.Tensor2D)), masks.at(`block${i}`, 0.3)), b),
              real,
            );
          state = again
            ? recompute({ inputs: [state, other], constants: [mask], parameters: [weight] }, block)
            : block([state, other], [mask]);
        });
        return tf.sum(tf.square(state)).asScalar();
      }, [...weights, other]);
      const found = [...weights, other].map(({ name }) => [...(grads[name]?.dataSync() ?? [])]);
      for (const variable of [...weights, other]) variable.dispose();
      return { value: value.arraySync(), found };
    });
  }

  it('gives the values and gradients of the same blocks with everything kept, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const kept = gradientsOf(false);
    const again = gradientsOf(true);
    expect(again).toEqual(kept);
    expect(kept.found.flat().some((value) => value !== 0)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps the inputs alone until the backward pass', () => {
    const weight = tf.variable(tf.ones([4, 4]));
    const keptBy = (again: boolean): number => {
      const start = tf.memory().numTensors;
      let during = 0;
      tf.tidy(() => {
        tf.variableGrads(() => {
          const x = tf.ones([2, 4]);
          const block = ([a = x]: readonly tf.Tensor[]): tf.Tensor =>
            tf.tidy(() => tf.tanh(tf.tanh(tf.tanh(tf.matMul(a.as2D(2, 4), weight as tf.Tensor2D)))));
          const y = again ? recompute({ inputs: [x], parameters: [weight] }, block) : block([x]);
          during = tf.memory().numTensors - start;
          return tf.sum(y).asScalar();
        }, [weight]);
      });
      return during;
    };
    expect(keptBy(true)).toBeLessThan(keptBy(false));
    weight.dispose();
  });

  it('computes once where no gradient is taken', () => {
    const weight = tf.variable(tf.ones([1]));
    let calls = 0;
    tf.tidy(() => {
      recompute({ inputs: [tf.ones([1])], parameters: [weight] }, ([a = weight]) => {
        calls += 1;
        return tf.mul(a, weight);
      });
    });
    expect(calls).toBe(1);
    weight.dispose();
  });
});
