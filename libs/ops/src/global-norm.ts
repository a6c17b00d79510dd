import * as tf from '@tensorflow/tfjs';
import { pick } from './custom-gradient.js';
import { hasKernels, runFused } from './kernels.js';

/** The Euclidean norm of all these tensors together: sqrt of the sum of all squares. */
export function globalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  const fused = hasKernels('RDropSquaredSum');
  return tf.tidy(() => {
    if (gradients.length === 0) return tf.scalar(0);
    const sums = gradients.map((x) =>
      fused
        ? tf.reshape(pick(runFused('RDropSquaredSum', { x }), 0, 'RDropSquaredSum'), [])
        : tf.sum(tf.square(x)),
    );
    return tf.sqrt(tf.addN(sums)).asScalar();
  });
}
