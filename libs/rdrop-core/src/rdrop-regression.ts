import * as tf from '@tensorflow/tfjs';
import type { RDropLoss } from './rdrop-loss.js';

/**
 * How the terms are added up. With n examples and MSE_i the mean squared error of pass i, MSE_12 that between passes:
 * `paper`: MSE_1 + MSE_2 + alpha MSE_12; `bert`: the same (official code: alpha 1);
 * `roberta`: ½ MSE_1 + alpha MSE_12 (official Hugging Face RoBERTa, alpha 0.8: the second pass's error is lost).
 */
export type RegressionScaling = 'paper' | 'bert' | 'roberta';

export interface RDropRegressionOptions {
  readonly alpha: number;
  /** Default 2. */
  readonly passes?: number;
  /** Default 'paper'. */
  readonly scaling?: RegressionScaling;
}

/**
 * R-Drop for a regression head (STS-B): squared error of every pass, and the squared difference of the two passes in
 * the place of the divergence (the mean over pairs for more than two passes).
 *
 * @param predictions [m*B] or [m*B, 1], pass after pass
 * @param targets float32 [B]
 * @returns as rDropLoss; ce and nll hold the squared errors, kl the squared difference, all summed over examples
 */
export function rDropRegression(
  predictions: tf.Tensor,
  targets: tf.Tensor1D,
  options: RDropRegressionOptions,
): RDropLoss {
  const { alpha, passes = 2, scaling = 'paper' } = options;
  const count = targets.size;
  if (count === 0 || predictions.size !== passes * count) {
    throw new Error(
      `rDropRegression: expected predictions [${passes}*B] for targets [${targets.shape.join(', ')}], ` +
        `got [${predictions.shape.join(', ')}]`,
    );
  }
  // Not for one pass: the gradient of tf.unstack fails on a single part.
  const byPass =
    passes === 1 ? [tf.reshape(predictions, [count])] : tf.unstack(tf.reshape(predictions, [passes, count])); // m times [B]
  const errors = byPass.map((prediction) => tf.sum(tf.squaredDifference(prediction, targets)));
  const ce = tf.addN(errors).asScalar();
  const pairs: tf.Tensor[] = byPass.flatMap((first, i) =>
    byPass.slice(i + 1).map((second) => tf.sum(tf.squaredDifference(first, second))),
  );
  const kl = pairs.length === 0 ? tf.scalar(0) : tf.div(tf.addN(pairs), pairs.length).asScalar();
  const fit = scaling === 'roberta' ? tf.mul(errors[0] ?? ce, 0.5) : ce;
  const sum = tf.add(fit, tf.mul(kl, alpha)).asScalar();
  return { loss: tf.div(sum, count).asScalar(), sum, ce, nll: ce.clone(), kl, count };
}
