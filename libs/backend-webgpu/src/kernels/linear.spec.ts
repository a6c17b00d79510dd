import { linear, type LinearOptions, philoxDropout } from '@rdrop/ops';
import { deviation, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences } from '../testing/ways.js';

/** y, dx, dW and db of linear on x [rows, inputs]. */
function everything(
  rows: number,
  inputs: number,
  outputs: number,
  options: LinearOptions & { hasBias?: boolean },
) {
  const { hasBias = true, ...rest } = options;
  const x = tf.tensor2d(values(rows * inputs, 1), [rows, inputs]);
  const weight = tf.tensor2d(values(outputs * inputs, 2), [outputs, inputs]);
  const bias = tf.tensor1d(values(outputs, 3));
  const dy = tf.tensor2d(values(rows * outputs, 4), [rows, outputs]);
  const run = (x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor) =>
    linear(x, weight.as2D(outputs, inputs), bias === undefined ? rest : { ...rest, bias: bias.as1D() });
  const given = hasBias ? [x, weight, bias] : [x, weight];
  const gradients = tf.grads((x, weight, bias) => run(x ?? weight, weight, bias))(given, dy);
  return [run(x, weight, hasBias ? bias : undefined), ...gradients];
}

const SIZES = [
  [1, 1, 1],
  [3, 5, 7],
  [16, 16, 16],
  [33, 20, 40],
  [65, 30, 130],
  [5, 260, 6],
  [70, 3, 90],
] as const;

describeOnGpu('linear', (backend) => {
  it.each(SIZES)('equals its references: %i rows, %i inputs, %i outputs', async (rows, inputs, outputs) => {
    const tolerance = 1e-6 * Math.sqrt(Math.max(rows, inputs, outputs));
    await expectAsReferences(() => everything(rows, inputs, outputs, {}), tolerance);
    await expectAsReferences(() => everything(rows, inputs, outputs, { hasBias: false }), tolerance);
  });

  it('activates, and drops', async () => {
    const drop = philoxDropout({ seed: 2, update: 0 }).at('site', 0.3);
    for (const activation of ['relu', 'gelu'] as const) {
      await expectAsReferences(() => everything(19, 12, 21, { activation }), 2e-6);
      await expectAsReferences(() => everything(19, 12, 21, { activation, dropout: drop }), 2e-6);
    }
  });

  it('sums over many rows in parts', async () => {
    await expectAsReferences(() => everything(2100, 9, 13, {}).slice(2), 1e-5);
  });

  it('adds up the gradients of several uses of one input', async () => {
    const sum = () => {
      const pairs = [4, 6, 9].map((outputs, i) => ({
        dy: tf.tensor2d(values(7 * outputs, i), [7, outputs]),
        weight: tf.tensor2d(values(outputs * 5, 10 + i), [outputs, 5]),
      }));
      return { pairs, expected: tf.addN(pairs.map(({ dy, weight }) => tf.matMul(dy, weight))) };
    };
    const { pairs, expected } = sum();
    const inputs = Object.fromEntries(
      pairs.flatMap(({ dy, weight }, i) => [
        [`dy${i}`, dy],
        [`weight${i}`, weight],
      ]),
    );
    const dx = tf.engine().runKernel<tf.Tensor>('RDropLinearGradInput', inputs, { count: 3 });
    expect(deviation(await dx.data(), await expected.data())).toBeLessThan(1e-6);
  });

  it('multiplies in large tiles, and in parts of K', async () => {
    const sizes = [
      [1500, 1600, 40], // tiles of 128
      [1536, 1536, 18],
      [70, 50, 3000], // K in parts
      [64, 64, 2048],
    ] as const;
    for (const [m, n, k] of sizes) {
      const dy = tf.tensor2d(values(k * m, 1), [k, m]);
      const x = tf.tensor2d(values(k * n, 2), [k, n]);
      const ours = tf.engine().runKernel<tf.Tensor>('RDropLinearGradWeight', { dy, x });
      const stock = tf.matMul(dy, x, true);
      expect(deviation(await ours.data(), await stock.data()), `${m} ${n} ${k}`).toBeLessThan(1e-5);
      tf.dispose([dy, x, ours, stock]);
    }
  });

  it('gives back what it made when it fails', () => {
    const { numBytesInGPU } = backend.memory();
    expect(() =>
      tf.engine().runKernel('RDropLinear', { x: tf.zeros([2, 3]), weight: tf.zeros([4, 5]) }),
    ).toThrow('RDropLinear: expected x [..., 5], got [2, 3]');
    expect(backend.memory().numBytesInGPU).toBe(numBytesInGPU);
  });
});
