import { crossEntropy } from '@rdrop/ops';
import { values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences } from '../testing/ways.js';

describeOnGpu('Cast', () => {
  it.each([1, 4, 301])('makes numbers of integers and booleans, %i elements', async (size) => {
    const numbers = Int32Array.from({ length: size }, (_, i) => i * 70_001 - 9);
    const x = tf.tensor1d(numbers, 'int32');
    const [ofIntegers, ofBooleans] = [tf.cast(x, 'float32'), tf.cast(tf.greater(x, 0), 'float32')];
    expect(await ofIntegers.data()).toEqual(Float32Array.from(numbers));
    expect(await ofBooleans.data()).toEqual(Float32Array.from(numbers, (value) => Number(value > 0)));
    expect(await tf.add(ofIntegers, ofBooleans).data()).toEqual(
      Float32Array.from(numbers, (value) => Math.fround(value) + Number(value > 0)),
    );
    expect(await tf.cast(tf.tensor1d([]), 'float32').data()).toHaveLength(0);
    expect(await tf.cast(tf.tensor1d([], 'int32'), 'float32').data()).toHaveLength(0);
  });

  it('makes masks that our kernels can read', async () => {
    const loss = () => {
      const labels = tf.tensor1d([3, 1, 0, 4, 0], 'int32');
      const mask = tf.cast(tf.notEqual(labels, 0), 'float32');
      return crossEntropy(tf.tensor2d(values(5 * 7), [5, 7]), labels, { mask });
    };
    await expectAsReferences(loss, 1e-6);
    expect((await tf.tidy(loss).data())[0]).toBeGreaterThan(1);
  });
});
