import * as tf from '@tensorflow/tfjs';
import {
  checkLabels,
  type CrossEntropyOptions,
  maskedSum,
  rowLosses,
  smoothingWeights,
} from './cross-entropy.js';
import { pick, withGradient } from './custom-gradient.js';
import { hasKernels, runFused } from './kernels.js';
import { rowsOf } from './shapes.js';

export interface RDropTermsOptions extends CrossEntropyOptions {
  /** m, the number of passes laid one after the other in the logits. */
  readonly passes: number;
}

interface FlatInputs {
  readonly logits: tf.Tensor;
  readonly labels: tf.Tensor;
  readonly mask: tf.Tensor | undefined;
}

/** sum_v (p - q)(log p - log q) = KL(p|q) + KL(q|p) of each row; finite whenever the logarithms are. */
function symmetricKl(logP: tf.Tensor, logQ: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(tf.sub(tf.exp(logP), tf.exp(logQ)), tf.sub(logP, logQ)), -1);
}

function referenceTerms(inputs: FlatInputs, options: RDropTermsOptions): tf.Tensor {
  const { passes, labelSmoothing = 0, smoothingForm = 'uniform' } = options;
  const { rows, width } = rowsOf(inputs.logits);
  const weights = smoothingWeights(labelSmoothing, smoothingForm, width);
  const N = rows / passes;
  const logProbabilities = tf.logSoftmax(tf.reshape(inputs.logits, [rows, width])); // [m*N, V]
  const byPass = Array.from({ length: passes }, (_, i) => tf.slice(logProbabilities, [i * N, 0], [N, width]));
  const losses = byPass.map((logP) => rowLosses(logP, inputs.labels, weights));
  let divergence: tf.Tensor = tf.scalar(0);
  byPass.forEach((logP, i) => {
    for (const logQ of byPass.slice(i + 1)) {
      divergence = tf.add(divergence, maskedSum(symmetricKl(logP, logQ), inputs.mask));
    }
  });
  // Each of the m(m-1)/2 pairs contributes half its two-sided divergence to the mean.
  const kl = passes < 2 ? divergence : tf.div(divergence, passes * (passes - 1));
  return tf.stack([
    ...losses.map(({ ce }) => maskedSum(ce, inputs.mask)),
    ...losses.map(({ nll }) => maskedSum(nll, inputs.mask)),
    tf.reshape(kl, []),
  ]);
}

function fusedTerms(inputs: FlatInputs, options: RDropTermsOptions): tf.Tensor {
  const { passes, labelSmoothing = 0, smoothingForm = 'uniform' } = options;
  const attributes = { passes, smoothing: labelSmoothing, form: smoothingForm };
  const { logits, labels, mask } = inputs;
  return withGradient(
    [logits],
    (save) => {
      const outputs = runFused('RDropTerms', { logits, labels, mask }, attributes);
      save([logits, labels, pick(outputs, 1, 'RDropTerms'), ...(mask === undefined ? [] : [mask])]);
      return pick(outputs, 0, 'RDropTerms');
    },
    (dTerms, [savedLogits, savedLabels, statistics, savedMask]) => {
      const saved = { logits: savedLogits, labels: savedLabels, mask: savedMask, statistics };
      return runFused('RDropTermsGrad', { dTerms, ...saved }, attributes);
    },
  );
}

/**
 * Everything R-Drop's loss is made of (paper, Eqs. 2 and 3), as sums over the positions that count: the label-smoothed
 * cross-entropy of every pass, the plain negative log-likelihood of every pass, and the divergence between passes,
 * which is the mean over pairs of (KL(P|Q) + KL(Q|P)) / 2. The divergence uses the raw distributions, never the
 * smoothed targets, and gradients flow into both sides.
 *
 * @param logits [m*N, ..., V], pass after pass
 * @param labels int32 [N, ...], those of one pass
 * @returns [2m + 1]: ce of each pass, nll of each pass, kl
 */
export function rDropTerms(logits: tf.Tensor, labels: tf.Tensor, options: RDropTermsOptions): tf.Tensor1D {
  const { passes } = options;
  const { rows, width } = rowsOf(logits);
  if (!Number.isInteger(passes) || passes < 1) {
    throw new Error(`rDropTerms: expected passes to be a whole number from 1, got ${passes}`);
  }
  if (rows % passes !== 0) {
    throw new Error(
      `rDropTerms: expected logits of ${passes} equal passes, got [${logits.shape.join(', ')}]`,
    );
  }
  const N = rows / passes;
  checkLabels('rDropTerms', N, labels, options.mask);
  smoothingWeights(options.labelSmoothing ?? 0, options.smoothingForm ?? 'uniform', width);
  const inputs: FlatInputs = {
    logits,
    labels: tf.reshape(labels, [N]),
    mask: options.mask === undefined ? undefined : tf.reshape(options.mask, [N]),
  };
  const fused = hasKernels('RDropTerms', 'RDropTermsGrad');
  return (fused ? fusedTerms(inputs, options) : referenceTerms(inputs, options)).as1D();
}
