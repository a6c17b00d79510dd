import * as tf from '@tensorflow/tfjs';
import { pick } from './custom-gradient.js';
import { hasKernels, runOnAll } from './kernels.js';

function fusedNorm(gradients: readonly tf.Tensor[]): tf.Tensor {
  const inputs: tf.NamedTensorMap = {};
  gradients.forEach((x, i) => (inputs[`x${i}`] = x));
  return pick(runOnAll('RDropGlobalNorm', inputs), 0, 'RDropGlobalNorm');
}

/** The Euclidean norm of all these tensors together: sqrt of the sum of all squares. */
export function globalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => {
    if (gradients.length === 0) return tf.scalar(0);
    const norm = hasKernels('RDropGlobalNorm')
      ? fusedNorm(gradients)
      : tf.sqrt(tf.addN(gradients.map((x) => tf.sum(tf.square(x)))));
    return norm.asScalar();
  });
}
