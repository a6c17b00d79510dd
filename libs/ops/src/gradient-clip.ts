import * as tf from '@tensorflow/tfjs';

/** Clips the gradients of an update by a norm that the host need not know. */
export interface GradientClip {
  /** The global norm of the gradients as they are given, before the update's scale. */
  readonly norm: tf.Scalar;
  /** The largest norm that the scaled gradients may have; above 0. */
  readonly limit: number;
  /** What the loss was multiplied by, and so gradients and norm: they are divided by it before anything else. */
  readonly lossScale?: tf.Tensor | undefined;
}

/** What every update has: how gradients are scaled before anything else. */
export interface GradientScaling {
  /** Multiplies every gradient first: 1/count, times the clipping factor where the host knows it. */
  readonly gradientScale: number;
  /** Clips besides. When the norm is not finite, the update changes nothing. */
  readonly clip?: GradientClip | undefined;
}

/**
 * The factor that clips gradients by their global norm: min(1, limit / (norm + 1e-6)), as in fairseq and PyTorch. It is
 * folded into the gradient scale of the update, so clipping costs no pass of its own. A limit of 0 switches it off.
 */
export function clipFactor(norm: number, limit: number): number {
  return limit > 0 ? Math.min(1, limit / (norm + 1e-6)) : 1;
}

/** The factor of all gradients, clipping included. */
export function scaleOf({ gradientScale, clip }: GradientScaling): number | tf.Scalar {
  if (clip === undefined) return gradientScale;
  const { lossScale, limit } = clip;
  const scale = lossScale === undefined ? gradientScale : tf.div<tf.Scalar>(gradientScale, lossScale);
  const norm = tf.add(tf.mul(clip.norm, scale), 1e-6);
  return tf.mul(tf.minimum(tf.div(limit, norm), 1), scale);
}

/** Assigns new values, unless the norm that gradients were clipped by is not finite. */
export function assignUpdate(variable: tf.Variable, value: tf.Tensor, { clip }: GradientScaling): void {
  variable.assign(clip === undefined ? value : tf.where(tf.isFinite(clip.norm), value, variable));
}
