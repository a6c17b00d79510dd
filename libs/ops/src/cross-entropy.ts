import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import { hasKernels, runFused } from './kernels.js';
import { rowsOf } from './shapes.js';

/**
 * Which distribution label smoothing mixes in. 'uniform': eps/V on every symbol, the gold one included (the official
 * R-Drop code). 'others': eps/(V-1) on every symbol but the gold one (upstream fairseq).
 */
export type SmoothingForm = 'uniform' | 'others';

export interface CrossEntropyOptions {
  /** eps, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
  /** Default 'uniform'. */
  readonly smoothingForm?: SmoothingForm;
  /** Shape of the labels, 1 = counts, 0 = padding. Default: every position counts. */
  readonly mask?: tf.Tensor | undefined;
}

/** Weights of the smoothed loss: nllWeight * nll + sumWeight * sum_v(-log p_v). */
export function smoothingWeights(
  eps: number,
  form: SmoothingForm,
  classes: number,
): { nllWeight: number; sumWeight: number } {
  if (!(eps >= 0 && eps < 1)) throw new Error(`labelSmoothing: expected a number in [0, 1), got ${eps}`);
  if (eps === 0) return { nllWeight: 1, sumWeight: 0 };
  if (form === 'uniform') return { nllWeight: 1 - eps, sumWeight: eps / classes };
  if (classes < 2)
    throw new Error(`labelSmoothing: expected 2 or more classes for form 'others', got ${classes}`);
  const each = eps / (classes - 1);
  return { nllWeight: 1 - eps - each, sumWeight: each };
}

/** [ce, nll] of each row: [N] each, from log-probabilities [N, V]. */
export function rowLosses(
  logProbabilities: tf.Tensor,
  labels: tf.Tensor,
  weights: { nllWeight: number; sumWeight: number },
): { ce: tf.Tensor; nll: tf.Tensor } {
  const { width } = rowsOf(logProbabilities);
  const gold = tf.oneHot(tf.cast(labels, 'int32'), width);
  const nll = tf.neg(tf.sum(tf.mul(logProbabilities, tf.cast(gold, 'float32')), -1));
  if (weights.sumWeight === 0) return { ce: nll, nll };
  const total = tf.neg(tf.sum(logProbabilities, -1));
  return { ce: tf.add(tf.mul(nll, weights.nllWeight), tf.mul(total, weights.sumWeight)), nll };
}

/** Sum over rows where the mask is 1. */
export function maskedSum(values: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
  return tf.sum(mask === undefined ? values : tf.mul(values, mask));
}

export function checkLabels(
  where: string,
  rows: number,
  labels: tf.Tensor,
  mask: tf.Tensor | undefined,
): void {
  if (labels.size !== rows) {
    throw new Error(
      `${where}: expected ${rows} labels, one per row of logits, got [${labels.shape.join(', ')}]`,
    );
  }
  if (mask !== undefined && mask.size !== rows) {
    throw new Error(`${where}: expected a mask of ${rows} entries, got [${mask.shape.join(', ')}]`);
  }
}

/**
 * Label-smoothed cross-entropy, summed over the positions that count.
 *
 * @param logits [..., V]
 * @param labels int32 [...]; a label outside [0, V) has nll 0 and belongs at a masked position
 * @returns [2]: the (smoothed) cross-entropy and the plain negative log-likelihood
 */
export function crossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options: CrossEntropyOptions = {},
): tf.Tensor1D {
  const { labelSmoothing = 0, smoothingForm = 'uniform' } = options;
  const { rows, width } = rowsOf(logits);
  checkLabels('crossEntropy', rows, labels, options.mask);
  const weights = smoothingWeights(labelSmoothing, smoothingForm, width);
  const flatLabels = tf.reshape(labels, [rows]);
  const mask = options.mask === undefined ? undefined : tf.reshape(options.mask, [rows]);
  if (hasKernels('RDropCrossEntropy', 'RDropCrossEntropyGrad')) {
    const attributes = { smoothing: labelSmoothing, form: smoothingForm };
    const terms = withGradient(
      [logits],
      (save) => {
        const inputs = { logits, labels: flatLabels, mask };
        const outputs = runFused('RDropCrossEntropy', inputs, attributes);
        const logSumExp = pick(outputs, 1, 'RDropCrossEntropy');
        save([logits, flatLabels, logSumExp, ...(mask === undefined ? [] : [mask])]);
        return pick(outputs, 0, 'RDropCrossEntropy');
      },
      (dTerms, [savedLogits, savedLabels, logSumExp, savedMask]) => {
        const inputs = { dTerms, logits: savedLogits, labels: savedLabels, mask: savedMask, logSumExp };
        return runFused('RDropCrossEntropyGrad', inputs, attributes);
      },
    );
    return terms.as1D();
  }
  const { ce, nll } = rowLosses(tf.logSoftmax(tf.reshape(logits, [rows, width])), flatLabels, weights);
  return tf.stack([maskedSum(ce, mask), maskedSum(nll, mask)]).as1D();
}
