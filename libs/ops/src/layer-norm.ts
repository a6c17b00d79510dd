import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import { dropout } from './dropout.js';
import type { Dropout, PhiloxDropout } from './dropout-source.js';
import { dropoutAttributes, hasKernels, outputsOf, runFused } from './kernels.js';
import { rowsOf } from './shapes.js';

export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Same shape as x: normalises residual + dropout(x). */
  readonly residual?: tf.Tensor;
  readonly dropout?: Dropout | undefined;
}

/** [value, normalised, 1/std] of rows, from ordinary operations. */
function forwardReference(sum: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor[] {
  return tf.tidy(() => {
    const mean = tf.mean(sum, 1, true);
    const centred = tf.sub(sum, mean);
    const variance = tf.mean(tf.square(centred), 1, true);
    const inverseStd = tf.rsqrt(tf.add(variance, epsilon)); // [N, 1]
    const normalised = tf.mul(centred, inverseStd);
    return [tf.add(tf.mul(normalised, gain), bias), normalised, tf.reshape(inverseStd, [-1])];
  });
}

/** [dSum, dGain, dBias] of rows. */
function backwardReference(
  dy: tf.Tensor,
  normalised: tf.Tensor,
  inverseStd: tf.Tensor,
  gain: tf.Tensor,
): tf.Tensor[] {
  return tf.tidy(() => {
    const scaled = tf.mul(dy, gain);
    const meanOfScaled = tf.mean(scaled, 1, true);
    const projection = tf.mean(tf.mul(scaled, normalised), 1, true);
    const inner = tf.sub(tf.sub(scaled, meanOfScaled), tf.mul(normalised, projection));
    const dSum = tf.mul(inner, tf.reshape(inverseStd, [-1, 1]));
    return [dSum, tf.sum(tf.mul(dy, normalised), 0), tf.sum(dy, 0)];
  });
}

function fusedLayerNorm(
  x: tf.Tensor,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  options: { epsilon: number; residual: tf.Tensor | undefined; drop: PhiloxDropout | undefined },
): tf.Tensor {
  const { epsilon, residual, drop } = options;
  const mask = dropoutAttributes(drop);
  let keepsValue = false;
  return withGradient(
    residual === undefined ? [x, gain, bias] : [x, gain, bias, residual],
    (save) => {
      const outputs = runFused('RDropLayerNorm', { x, gain, bias, residual }, { epsilon, ...mask });
      const at = (index: number) => pick(outputs, index, 'RDropLayerNorm');
      // The next layer keeps the value too: where it says enough, nothing more is held.
      keepsValue = at(1).size < x.size;
      save([at(keepsValue ? 0 : 1), at(2), gain, bias]);
      return at(0);
    },
    (dy, [kept, inverseStd, savedGain, savedBias]) => {
      const wantsResidual = residual !== undefined;
      const of = keepsValue ? { y: kept, bias: savedBias } : { normalised: kept };
      const outputs = runFused(
        'RDropLayerNormGrad',
        { dy, ...of, inverseStd, gain: savedGain },
        { wantsResidual, ...mask },
      );
      if (!wantsResidual) return [...outputsOf('RDropLayerNormGrad', outputs, 3)];
      outputsOf('RDropLayerNormGrad', outputs, 4);
      const at = (index: number) => pick(outputs, index, 'RDropLayerNormGrad');
      return [at(0), at(2), at(3), at(1)];
    },
  );
}

function referenceLayerNorm(
  sum: tf.Tensor,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
): tf.Tensor {
  return withGradient(
    [sum, gain, bias],
    (save) => {
      const outputs = forwardReference(sum, gain, bias, epsilon);
      save([pick(outputs, 1, 'layerNorm'), pick(outputs, 2, 'layerNorm'), gain]);
      return pick(outputs, 0, 'layerNorm');
    },
    (dy, saved) => {
      const at = (index: number) => pick(saved, index, 'layerNorm');
      return backwardReference(dy, at(0), at(1), at(2));
    },
  );
}

/**
 * Layer normalisation over the last axis of residual + dropout(x) (Ba et al., 2016; the post-norm block of the
 * Transformer in one operation).
 *
 * @param x [..., D]
 * @param gain [D]
 * @param bias [D]
 * @returns same shape as x
 */
export function layerNorm(
  x: tf.Tensor,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  options: LayerNormOptions = {},
): tf.Tensor {
  const { epsilon = 1e-5, residual } = options;
  const { rows, width } = rowsOf(x);
  if (gain.size !== width || bias.size !== width) {
    throw new Error(`layerNorm: expected gain and bias [${width}], got [${gain.size}] and [${bias.size}]`);
  }
  if (residual !== undefined && residual.shape.join() !== x.shape.join()) {
    throw new Error(
      `layerNorm: expected a residual [${x.shape.join(', ')}], got [${residual.shape.join(', ')}]`,
    );
  }
  const fused = hasKernels('RDropLayerNorm', 'RDropLayerNormGrad');
  const drop = options.dropout;
  if (fused && (drop === undefined || drop.kind === 'philox')) {
    return fusedLayerNorm(x, gain, bias, { epsilon, residual, drop });
  }
  const dropped = dropout(x, drop);
  const sum = residual === undefined ? dropped : tf.add(residual, dropped);
  return tf.reshape(referenceLayerNorm(tf.reshape(sum, [rows, width]), gain, bias, epsilon), x.shape);
}
