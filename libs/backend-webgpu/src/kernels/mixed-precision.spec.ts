import { linear, projectedRDropTerms, withPrecision } from '@rdrop/ops';
import { deviation, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { valuesOf } from '../testing/ways.js';

const [ROWS, WIDTH, CLASSES] = [24, 40, 70];

/** A layer, and R-Drop's loss of its outputs by a projection: values and gradients. */
function everything(): tf.Tensor[] {
  const x = tf.tensor2d(values(ROWS * WIDTH, 1), [ROWS, WIDTH]);
  const weight = tf.tensor2d(values(WIDTH * WIDTH, 2), [WIDTH, WIDTH]);
  const bias = tf.tensor1d(values(WIDTH, 3));
  const projection = tf.tensor2d(values(CLASSES * WIDTH, 4), [CLASSES, WIDTH]);
  const labels = tf.tensor1d(
    Array.from({ length: ROWS / 2 }, (_, i) => (7 * i) % CLASSES),
    'int32',
  );
  const loss = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, projection: tf.Tensor) => {
    const states = linear(x, weight.as2D(WIDTH, WIDTH), { bias: bias.as1D(), activation: 'relu' });
    return projectedRDropTerms(states, projection.as2D(CLASSES, WIDTH), labels, {
      ...{ passes: 2, labelSmoothing: 0.1, coefficients: [0.5, 0.5, 0.25, 0.25, 0.3], gradients: true },
    }).loss;
  };
  const inputs = [x, weight, bias, projection];
  const gradients = tf.grads((a, b, c, d) => loss(a ?? x, b ?? x, c ?? x, d ?? x))(inputs);
  return [loss(x, weight, bias, projection), ...gradients];
}

describeOnGpu('mixed precision', (backend) => {
  const hasHalf = backend.has('f16');

  it.skipIf(!hasHalf)(
    `equals float32 but for roundings of operands, gradients too${hasHalf ? '' : ' (skipped: the GPU has no float16)'}`,
    async () => {
      const plain = await valuesOf(everything);
      const mixed = await valuesOf(() => withPrecision('mixed', everything));
      expect(backend.precision).toBe('float32');
      mixed.forEach((each, i) => {
        const found = deviation(each, plain[i] ?? []);
        expect(found, `value ${i}`).toBeLessThan(5e-3);
        expect(found, `value ${i} is not float32's`).toBeGreaterThan(0);
      });
      expect(await valuesOf(() => withPrecision('mixed', everything))).toEqual(mixed);
    },
    300_000,
  );

  it.skipIf(hasHalf)('is refused in a sentence by a GPU without float16', async () => {
    await expect(backend.prepareMixed()).rejects.toThrow(
      "webgpu: the precision 'mixed' needs a GPU with float16 in shaders, which this one has not; use 'float32'",
    );
  });

  it('goes back to the precision before when something throws', () => {
    expect(() =>
      withPrecision('mixed', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(backend.precision).toBe('float32');
  });
});
