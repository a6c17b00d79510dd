import * as tf from '@tensorflow/tfjs';
import type { Dropout, PhiloxDropout } from './dropout-source.js';
import { withGradient } from './custom-gradient.js';
import { dropoutAttributes, hasKernels, runFused } from './kernels.js';
import { visitHalfWords } from './philox.js';

/**
 * The mask of `drop` for a tensor of this shape, values 0 or 1/(1-rate), computed on the host.
 * Element i is dropped when its 16-bit random number is below round(rate * 2^16), so the share of dropped elements is off
 * by at most 2^-17. A rate below 2^-17 drops none and only scales; one of 1 - 2^-17 or more drops all.
 */
export function philoxMask(shape: readonly number[], drop: PhiloxDropout): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const blocks = drop.rates.length;
  if (blocks === 0 || size % blocks !== 0) {
    throw new Error(
      `dropout: expected a tensor that splits into ${blocks} equal passes, got [${shape.join(', ')}]`,
    );
  }
  const values = new Float32Array(size);
  const blockSize = size / blocks;
  drop.rates.forEach((rate, block) => {
    const threshold = Math.round(rate * 2 ** 16);
    const scale = Math.fround(1 / (1 - rate));
    visitHalfWords(drop.key, block * blockSize, (block + 1) * blockSize, (index, number) => {
      if (number >= threshold) values[index] = scale;
    });
  });
  return tf.tensor(values, [...shape]);
}

function applyPhilox(x: tf.Tensor, drop: PhiloxDropout): tf.Tensor {
  if (hasKernels('RDropDropout')) {
    const [y] = runFused('RDropDropout', { x }, dropoutAttributes(drop));
    if (y !== undefined) return y;
  }
  return tf.tidy(() => tf.mul(x, philoxMask(x.shape, drop)));
}

/**
 * Inverted dropout: x * mask / (1 - rate). The mask is a function of the key and the element's index; the backward
 * pass computes it again, so none is kept.
 *
 * @param x any shape
 * @param drop undefined: returns x unchanged
 */
export function dropout(x: tf.Tensor, drop: Dropout | undefined): tf.Tensor {
  if (drop === undefined) return x;
  if (drop.kind === 'recorded') return tf.mul(x, drop.mask);
  return withGradient(
    [x],
    () => applyPhilox(x, drop),
    (dy) => [applyPhilox(dy, drop)],
  );
}
