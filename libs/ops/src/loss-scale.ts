import * as tf from '@tensorflow/tfjs';
import { pick } from './custom-gradient.js';
import { hasKernels, runOnAll } from './kernels.js';

/** By what losses are multiplied so that gradients are not lost in float16, where the update is: on the device. */
export interface LossScaleState {
  /** [], a power of two. */
  readonly scale: tf.Variable;
  /** [2]: updates made since the scale changed; updates skipped in all. */
  readonly counts: tf.Variable;
}

export interface LossScaleRule {
  /** Updates in a row without an overflow after which the scale is doubled. */
  readonly growEvery: number;
  /** The largest scale. */
  readonly most: number;
}

function reference({ scale, counts }: LossScaleState, norm: tf.Scalar, rule: LossScaleRule): tf.Scalar {
  return tf.tidy(() => {
    const isMade = tf.isFinite(norm);
    const [made, skipped] = tf.split(counts, 2);
    const next = tf.where(isMade, tf.add(made ?? 0, 1), tf.zeros([1]));
    const grows = tf.greaterEqual(next, rule.growEvery);
    const plain = tf.where(isMade, tf.div<tf.Scalar>(norm, scale), tf.scalar(0));
    const larger = tf.minimum(tf.mul(scale, 2), rule.most);
    const kept = tf.where(grows.reshape([]), larger, scale);
    scale.assign(tf.where(isMade, kept, tf.div(scale, 2)));
    const total = tf.add(skipped ?? 0, tf.where(isMade, tf.zeros([1]), tf.ones([1])));
    counts.assign(tf.concat([tf.where(grows, tf.zeros([1]), next), total]));
    return plain;
  });
}

/**
 * The rule of dynamic loss scaling after an update whose gradients, multiplied by the scale, had this norm: halved when it is
 * not finite (then the update was skipped, see `GradientClip`), doubled after `growEvery` good updates. All of it on the
 * device: the host reads it when it wants to know. Written in place: hold no other view of the state across this call.
 *
 * @returns the norm without the scale; 0 for an update that was skipped
 */
export function updateLossScale(state: LossScaleState, norm: tf.Scalar, rule: LossScaleRule): tf.Scalar {
  if (!hasKernels('RDropLossScale')) return reference(state, norm, rule);
  const { growEvery, most } = rule;
  const outputs = runOnAll('RDropLossScale', { ...state, norm }, { growEvery, most });
  return pick(outputs, 0, 'RDropLossScale').asScalar();
}
