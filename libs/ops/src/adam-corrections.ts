import * as tf from '@tensorflow/tfjs';
import { hasKernels, runOnAll } from './kernels.js';

/** Adam's bias corrections where only the device knows how many updates were made. */
export interface AdamCorrections {
  /** [2]: 1 - beta1^t and 1 - beta2^t for update t. stepSize is multiplied by sqrt of the second over the first. */
  readonly values: tf.Tensor;
  /** Whether epsilon is multiplied by the sqrt of the second. */
  readonly ofEpsilon: boolean;
}

/**
 * Call before an update: corrections [2], zeros at first, become those of the next one, unless the update is skipped because
 * the norm of its gradients is not finite (see `GradientClip`). By c + (1 - beta) (1 - c), which loses no digits as
 * 1 - beta^t would in float32. Written in place: hold no other view of them across this call.
 */
export function advanceCorrections(
  corrections: tf.Variable,
  norm: tf.Scalar,
  { beta1, beta2 }: { readonly beta1: number; readonly beta2: number },
): void {
  if (hasKernels('RDropAdamCorrections')) {
    runOnAll('RDropAdamCorrections', { corrections, norm }, { rest1: 1 - beta1, rest2: 1 - beta2 });
    return;
  }
  tf.tidy(() => {
    const next = tf.add(corrections, tf.mul(tf.sub(1, corrections), tf.tensor1d([1 - beta1, 1 - beta2])));
    corrections.assign(tf.where(tf.isFinite(norm), next, corrections));
  });
}
