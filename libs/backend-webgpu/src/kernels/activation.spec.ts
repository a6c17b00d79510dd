import { dropout, gelu, philoxDropout } from '@rdrop/ops';
import { values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences } from '../testing/ways.js';

const wide = (size: number) => tf.mul(tf.tensor1d(values(size)), 6);

describeOnGpu('activations', () => {
  it.each([1, 4, 301])('gelu and its gradient, %i elements', async (size) => {
    await expectAsReferences(() => [gelu(wide(size)), tf.grad((x) => gelu(x))(wide(size))], 1e-6);
  });

  it('gelu of the extremes', async () => {
    const extremes = () => tf.tensor1d([-Infinity, -1e30, -20, -0, 0, 20, 1e30, Infinity]);
    const y = Array.from(await gelu(extremes()).data());
    expect(y.slice(1)).toEqual(
      [0, 0, 0, 0, 20, Math.fround(1e30), Infinity].map((x) => expect.closeTo(x, 1)),
    );
    const slope = Array.from(
      await tf
        .grad((x) => gelu(x))(tf.tensor1d([-20, 20]))
        .data(),
    );
    expect(slope).toEqual([expect.closeTo(0, 6), expect.closeTo(1, 6)]);
  });

  it('dropout after gelu in one kernel is dropout of gelu', async () => {
    const drop = philoxDropout({ seed: 1, update: 4, passRates: [0.2, 0.6] }).at('site', 0.1);
    if (drop?.kind !== 'philox') throw new Error('expected a mask');
    const { k0: key0, k1: key1 } = drop.key;
    const x = wide(30);
    const attributes = { key0, key1, rates: [...drop.rates] };
    const fused = tf.engine().runKernel<tf.Tensor>('RDropGelu', { x }, attributes);
    expect(Array.from(await fused.data())).toEqual(Array.from(await dropout(gelu(x), drop).data()));
  });
});
