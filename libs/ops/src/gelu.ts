import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import { dropoutAttributes, hasKernels, runFused } from './kernels.js';

const NO_MASK = dropoutAttributes(undefined);

const normalCdf = (x: tf.Tensor) => tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));

function forwardReference(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(x, normalCdf(x)));
}

function backwardReference(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const density = tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(x))));
    return tf.mul(dy, tf.add(normalCdf(x), tf.mul(x, density)));
  });
}

/** Gaussian error linear unit, the exact form x * Phi(x) (Hendrycks and Gimpel, 2016). Any shape. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const fused = hasKernels('RDropGelu', 'RDropGeluGrad');
  return withGradient(
    [x],
    (save) => {
      save([x]);
      return fused ? pick(runFused('RDropGelu', { x }, NO_MASK), 0, 'RDropGelu') : forwardReference(x);
    },
    (dy, saved) => {
      const input = pick(saved, 0, 'gelu');
      return [
        fused
          ? pick(runFused('RDropGeluGrad', { dy, x: input }, NO_MASK), 0, 'RDropGeluGrad')
          : backwardReference(dy, input),
      ];
    },
  );
}
