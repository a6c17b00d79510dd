import { values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences } from '../testing/ways.js';

describeOnGpu('AddN', () => {
  it.each([1, 2, 7, 8, 40])('adds up %i tensors', async (count) => {
    await expectAsReferences(
      () => tf.addN(Array.from({ length: count }, (_, i) => tf.tensor2d(values(15, i), [3, 5]))),
      1e-6,
    );
  });

  it('adds up whole numbers', async () => {
    await expectAsReferences(() => tf.addN([tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')]), 0);
  });
});
