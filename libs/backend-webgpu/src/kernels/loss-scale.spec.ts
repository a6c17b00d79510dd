import { updateLossScale } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences } from '../testing/ways.js';

describeOnGpu('updateLossScale', () => {
  it('equals its reference, in place: growing, overflowing, at the largest scale', async () => {
    const body = () => {
      const state = { scale: tf.variable(tf.scalar(8)), counts: tf.variable(tf.zeros([2])) };
      const seen: tf.Tensor[] = [];
      for (const norm of [1, 2, Infinity, 3, NaN, 4, 5, 6, 7, 8, 9, 10]) {
        const plain = updateLossScale(state, tf.scalar(norm), { growEvery: 2, most: 16 });
        seen.push(tf.concat([plain.flatten(), tf.add(state.scale, 0).flatten(), tf.add(state.counts, 0)]));
      }
      tf.dispose([state.scale, state.counts]);
      return seen;
    };
    await expectAsReferences(body, 0);
  });
});
