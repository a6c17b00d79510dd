import { attention, projectedRDropTerms } from '@rdrop/ops';
import { integers, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences, valuesOf } from '../testing/ways.js';

/** 1 for ids above 2, as masks are made of sentences: [rows, columns]. */
const maskOf = (rows: number, columns: number): tf.Tensor2D =>
  tf.cast(tf.greater(tf.tensor2d(integers(rows * columns, 9), [rows, columns], 'int32'), 2), 'float32');

describeOnGpu('Cast', () => {
  it('makes floats of truth values and whole numbers', async () => {
    const whole = [-5, 0, 7, 2 ** 24];
    const [truths, numbers] = await valuesOf(() => [
      tf.cast(tf.tensor1d([true, false, true], 'bool'), 'float32'),
      tf.cast(tf.tensor1d(whole, 'int32'), 'float32'),
    ]);
    expect(truths).toEqual([1, 0, 1]);
    expect(numbers).toEqual(whole);
  });

  it('of nothing is nothing, and other casts are as before', async () => {
    const [none, whole, truths] = await valuesOf(() => [
      tf.cast(tf.zeros([0, 3], 'int32'), 'float32'),
      tf.cast(tf.tensor1d([1.7, -1.7]), 'int32'),
      tf.cast(tf.tensor1d([0, 0.5]), 'bool'),
    ]);
    expect([none, whole, truths]).toEqual([[], [1, -1], [0, 1]]);
  });

  it('gives masks that fused kernels read as the references do', async () => {
    const [B, T, D, V] = [3, 5, 8, 20];
    await expectAsReferences(() => {
      const x = tf.tensor3d(values(2 * B * T * D), [2 * B, T, D]);
      const mask = maskOf(B, T);
      const labels = tf.tensor2d(integers(B * T, V, 3), [B, T], 'int32');
      const weight = tf.tensor2d(values(V * D, 4), [V, D]);
      const loss = { passes: 2, labelSmoothing: 0.1, coefficients: [1, 1, 0, 0, 5], mask };
      return [
        attention(x, x, x, { heads: 2, keyMask: tf.tile(mask, [2, 1]) }),
        projectedRDropTerms(x, weight, labels, loss).terms,
      ];
    }, 2e-6);
  });
});
