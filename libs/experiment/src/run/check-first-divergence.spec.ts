import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { checkFirstDivergence } from './check-first-divergence.js';

const taskWith = (kl: number | undefined, batches = 1) => ({
  parameters: [],
  epochBatches: () => Array.from({ length: batches }, () => 1),
  batchLoss: () => ({
    loss: tf.scalar(1),
    count: 1,
    parts: kl === undefined ? { ce: tf.scalar(1) } : { ce: tf.scalar(1), kl: tf.scalar(kl) },
  }),
});

describe('checkFirstDivergence', () => {
  it('refuses passes that agree exactly', async () => {
    await expect(checkFirstDivergence(taskWith(0))).rejects.toThrow(
      'expected the passes of R-Drop to differ',
    );
  });

  it.each([
    ['passes that differ', taskWith(0.01)],
    ['a loss without a divergence', taskWith(undefined)],
    ['a task without batches', taskWith(0, 0)],
  ])('accepts %s', async (_, task) => {
    await expect(checkFirstDivergence(task)).resolves.toBeUndefined();
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await checkFirstDivergence(taskWith(0.5));
    expect(tf.memory().numTensors).toBe(before);
  });
});
