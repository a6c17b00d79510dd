import { dropout, feedForward, gelu, philoxDropout } from '@rdrop/ops';
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

  it.each(['relu', 'gelu'] as const)(
    'the feed-forward block with %s, whose gradients are written over',
    async (kind) => {
      const drop = philoxDropout({ seed: 1, update: 4, passRates: [0.2, 0.2] }).at('site', 0.1);
      const block = (drop_: typeof drop) => () => {
        const part = (rows: number, columns: number, seed: number) =>
          tf.tensor2d(values(rows * columns, seed), [rows, columns]);
        const inputs = [part(10, 7, 1), part(13, 7, 2), part(1, 13, 3), part(7, 13, 4), part(1, 7, 5)];
        const run = (...all: tf.Tensor[]) => {
          const [x = all[0], w1, b1, w2, b2] = all;
          if (x === undefined || !w1 || !b1 || !w2 || !b2) throw new Error('expected five tensors');
          const up = { weight: w1.as2D(13, 7), bias: b1.as1D() };
          const down = { weight: w2.as2D(7, 13), bias: b2.as1D() };
          return feedForward(x, up, down, { activation: kind, dropout: drop_ });
        };
        return [run(...inputs), ...tf.grads(run)(inputs, part(10, 7, 6))];
      };
      await expectAsReferences(block(undefined), 3e-6);
      await expectAsReferences(block(drop), 3e-6);
    },
  );

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
