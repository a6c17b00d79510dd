import { dropout, philoxDropout } from '@rdrop/ops';
import { values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences, threeWays } from '../testing/ways.js';

describeOnGpu('RDropDropout', () => {
  it.each([1, 3, 4, 7, 8, 64, 1023, 100_000])(
    'drops the elements that @rdrop/ops drops, of %i',
    async (size) => {
      const drop = philoxDropout({ seed: 5, update: 2 }).at('site', 0.3);
      await expectAsReferences(() => dropout(tf.tensor1d(values(size)), drop), 0);
    },
  );

  it.each([[[0.1, 0.6]], [[0.2, 0.2]], [[0, 0.5, 0.9]]])(
    'takes a rate for each pass: %j',
    async (passRates) => {
      const drop = philoxDropout({ seed: 1, update: 0, passRates }).at('site', 0.5);
      // Blocks of 5: they begin within a group of four elements.
      await expectAsReferences(() => dropout(tf.tensor2d(values(30), [6, 5]), drop), 0);
    },
  );

  it('gives the same mask to the gradient', async () => {
    const drop = philoxDropout({ seed: 3, update: 1 }).at('site', 0.4);
    const { kernels } = await threeWays(() => {
      const x = tf.ones([40, 9]);
      return [dropout(x, drop), tf.grad((given) => dropout(given, drop))(x)];
    });
    expect(kernels[1]).toEqual(kernels[0]);
    expect(new Set(kernels[0]).size).toBe(2);
  });

  it('draws anew with another key in the same places', async () => {
    const masks = [0, 1].map((update) => philoxDropout({ seed: 3, update }).at('site', 0.5));
    const { kernels } = await threeWays(() => masks.map((drop) => dropout(tf.ones([4000]), drop)));
    const [first = [], second = []] = kernels;
    const agree = first.filter((value, i) => value === second[i]).length / first.length;
    expect(agree).toBeGreaterThan(0.45);
    expect(agree).toBeLessThan(0.55);
  });
});
