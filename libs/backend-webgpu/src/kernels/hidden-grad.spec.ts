import { feedForward, linear, philoxDropout, sizeOf } from '@rdrop/ops';
import { values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it, vi } from 'vitest';
import { describeOnGpu, foldDispatches } from '../testing/gpu.js';
import { expectAsReferences, valuesOf } from '../testing/ways.js';

interface Sizes {
  readonly rows: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

type Block = typeof feedForward;

const twoLayers: Block = (x, up, down, options) =>
  linear(linear(x, up.weight, { ...options, bias: up.bias }), down.weight, { bias: down.bias });

const drop = (...passRates: number[]) => philoxDropout({ seed: 1, update: 4, passRates }).at('site', 0.1);

/** y and the gradients by x, both weights and both biases; `onForward` is called with everything there that is kept. */
function everything(
  { rows, inputs, hidden, outputs }: Sizes,
  options: Parameters<Block>[3],
  block = feedForward,
  onForward = () => {},
): tf.Tensor[] {
  const part = (shape: number[], seed: number) => tf.tensor(values(sizeOf(shape), seed), shape);
  const shapes = [[rows, inputs], [hidden, inputs], [hidden], [outputs, hidden], [outputs]];
  const given = shapes.map(part);
  const run = (...all: tf.Tensor[]) => {
    const [x, w1, b1, w2, b2] = all;
    if (x === undefined || !w1 || !b1 || !w2 || !b2) throw new Error('expected five tensors');
    const up = { weight: w1.as2D(hidden, inputs), bias: b1.as1D() };
    const down = { weight: w2.as2D(outputs, hidden), bias: b2.as1D() };
    const y = block(x, up, down, options);
    onForward();
    return y;
  };
  const { value, grads } = tf.valueAndGrads(run)(given, part([rows, outputs], 6));
  return [value, ...grads];
}

const SIZES: readonly Sizes[] = [
  { rows: 1, inputs: 1, hidden: 1, outputs: 1 },
  { rows: 10, inputs: 7, hidden: 13, outputs: 5 },
  { rows: 66, inputs: 8, hidden: 70, outputs: 9 },
  { rows: 700, inputs: 4, hidden: 12, outputs: 4 }, // the rows summed in parts
];

describeOnGpu('the gradient inside the feed-forward block', (backend) => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(SIZES)('equals its references: $rows rows, $inputs to $hidden to $outputs', async (sizes) => {
    const tolerance = 1e-6 * Math.sqrt(Math.max(sizes.rows, sizes.hidden, 10));
    for (const activation of ['relu', 'gelu'] as const) {
      await expectAsReferences(() => everything(sizes, { activation }), tolerance);
      if (sizes.rows % 2 === 1) continue; // there are as many rows for each pass
      for (const dropout of [drop(0.2), drop(0.3, 0.3), drop(0, 0.6)])
        await expectAsReferences(() => everything(sizes, { activation, dropout }), tolerance);
    }
  });

  it('has the bits of two linear layers, in folded dispatches too', async () => {
    const sizes = { rows: 700, inputs: 4, hidden: 12, outputs: 4 };
    for (const activation of ['relu', 'gelu'] as const) {
      const options = { activation, dropout: drop(0.25, 0.25) };
      const expected = await valuesOf(() => everything(sizes, options, twoLayers));
      expect(await valuesOf(() => everything(sizes, options))).toEqual(expected);
      foldDispatches(backend, 3);
      expect(await valuesOf(() => everything(sizes, options))).toEqual(expected);
      vi.restoreAllMocks();
    }
  });

  it('keeps z alone with gelu: two copies less at the height of a step', async () => {
    const sizes = { rows: 64, inputs: 4, hidden: 256, outputs: 4 };
    const hiddenBytes = 4 * sizes.rows * sizes.hidden;
    const bytes = async (block: Block) => {
      let kept = 0;
      const before = backend.memory().numBytesInGPU;
      backend.pool.peakBytes = backend.pool.numBytesUsed;
      const start = backend.pool.peakBytes;
      const note = () => (kept = backend.memory().numBytesInGPU - before);
      await valuesOf(() => everything(sizes, { activation: 'gelu', dropout: drop(0.1) }, block, note));
      return { kept, peak: backend.pool.peakBytes - start };
    };
    const [fused, plain] = [await bytes(feedForward), await bytes(twoLayers)];
    expect(plain.kept - fused.kept).toBe(hiddenBytes);
    expect(plain.peak - fused.peak).toBeGreaterThanOrEqual(2 * hiddenBytes);
  });

  it('says what does not fit', () => {
    const run = (kept: number[]) =>
      tf
        .engine()
        .runKernel(
          'RDropHiddenGrad',
          { dy: tf.zeros([3, 2]), weight: tf.zeros([2, 5]), kept: tf.zeros(kept) },
          { activation: 'relu', scale: 1 },
        );
    expect(() => run([3, 4])).toThrow(/^RDropHiddenGrad/);
  });
});
