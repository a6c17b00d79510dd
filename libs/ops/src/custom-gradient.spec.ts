import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { add } from './add.js';
import { withGradient } from './custom-gradient.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const scaled = (x: tf.Tensor, factor: number) =>
  withGradient(
    [x],
    () => tf.mul(x, factor),
    (dy) => [tf.mul(dy, factor)],
  );

/** The gradient of a tensor that `uses` operations read, and how many tensors live when it has been added up. */
function addUp(uses: number): { gradient: number[]; alive: number } {
  let alive = 0;
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => {
        const y = withGradient(
          [x],
          () => x.clone(),
          (dy) => {
            alive = tf.memory().numTensors;
            return [dy.clone()];
          },
        );
        let sum = scaled(y, 1);
        for (let i = 2; i <= uses; i++) sum = add(sum, scaled(y, i));
        return sum;
      })(tf.tensor1d([1, 2]))
      .dataSync(),
  );
  return { gradient: [...gradient], alive };
}

describe('withGradient', () => {
  it('adds up the gradients of a tensor with several users, and keeps none of them', () => {
    const [few, many] = [addUp(3), addUp(9)];
    expect(few.gradient).toEqual([6, 6]);
    expect(many.gradient).toEqual([45, 45]);
    expect(many.alive).toBe(few.alive);
  });

  it('leaves the gradient of a variable with several users to the caller, pass after pass', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    for (let pass = 0; pass < 2; pass++) {
      const { value, grads } = tf.variableGrads(() => {
        const both = add(scaled(w, 2), scaled(w, 3));
        return tf.sum(scaled(both, 1)).asScalar();
      }, [w]);
      expect([...(grads[w.name]?.dataSync() ?? [])]).toEqual([5, 5]);
      tf.dispose([value, grads]);
    }
    w.dispose();
  });
});
