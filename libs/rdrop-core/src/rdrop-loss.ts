import { rDropTerms, type SmoothingForm } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { type Scaling, scalingFactors } from './scaling.js';

export interface RDropLossOptions {
  /** Weight of the divergence (Eq. 4); under `scaling: 'paper'` it means what it means in the paper. */
  readonly alpha: number;
  /** m, the number of passes laid one after the other in the logits. Default 2; 1 is the plain loss. */
  readonly passes?: number;
  /** eps of label smoothing, applied to the cross-entropy of every pass and never to the divergence. Default 0. */
  readonly labelSmoothing?: number;
  readonly smoothingForm?: SmoothingForm;
  /** Shape of the labels: 1 = counts, 0 = padding. */
  readonly mask?: tf.Tensor | undefined;
  /** Number of positions that count, when the caller knows it: saves reading the mask back from the device. */
  readonly count?: number | undefined;
  /** Default 'paper'. */
  readonly scaling?: Scaling;
}

/** The loss and its parts. Everything but `loss` is a sum over positions; divide by `count` to report a mean. */
export interface RDropLoss {
  /** What training minimises, scaled as asked. */
  readonly loss: tf.Scalar;
  /** loss * count under `scaling: 'paper'`: add these up over micro-batches, divide once. */
  readonly sum: tf.Scalar;
  /** Cross-entropy of all passes (Eq. 3 when nothing is smoothed). */
  readonly ce: tf.Scalar;
  /** Negative log-likelihood of all passes, without smoothing. */
  readonly nll: tf.Scalar;
  /** Divergence between passes (Eq. 2; the mean over pairs when there are more than two passes). */
  readonly kl: tf.Scalar;
  /** Positions (or examples) of one pass: the one denominator of both terms. */
  readonly count: number;
}

function countOf(labels: tf.Tensor, options: RDropLossOptions): number {
  if (options.count !== undefined) return options.count;
  if (options.mask === undefined) return labels.size;
  const [sum = 0] = tf.tidy(() => tf.sum(options.mask ?? labels).dataSync());
  return sum;
}

/** Weighted sum of the entries of a vector: one scalar, differentiable. */
function weigh(terms: tf.Tensor1D, weights: readonly number[]): tf.Scalar {
  return tf.sum(tf.mul(terms, tf.tensor1d([...weights]))).asScalar();
}

/**
 * R-Drop's loss (paper, Eq. 4): the cross-entropy of every pass plus alpha times the symmetric divergence between the
 * passes. Gradients flow through both sides of both divergences; nothing is detached.
 *
 * With m passes the cross-entropies are added (Eq. 3 for m = 2) and the divergence is the mean over pairs.
 *
 * @param logits [m*B, V] or [m*B, T, V]: pass 1 of the whole batch, then pass 2, ...
 * @param labels int32 [B] or [B, T], those of one pass
 * @throws Error when shapes do not fit, or when nothing counts
 */
export function rDropLoss(logits: tf.Tensor, labels: tf.Tensor, options: RDropLossOptions): RDropLoss {
  const { alpha, passes = 2, scaling = 'paper' } = options;
  if (!(alpha >= 0 && Number.isFinite(alpha))) {
    throw new Error(`rDropLoss: expected alpha to be a number from 0, got ${alpha}`);
  }
  if (logits.rank !== labels.rank + 1 || logits.shape[0] !== passes * (labels.shape[0] ?? 0)) {
    throw new Error(
      `rDropLoss: expected logits [${passes}*B, ..., V] for labels [${labels.shape.join(', ')}], ` +
        `got [${logits.shape.join(', ')}]`,
    );
  }
  const count = countOf(labels, options);
  if (!(count > 0)) throw new Error(`rDropLoss: expected at least one position that counts, got ${count}`);
  const terms = rDropTerms(logits, labels, {
    passes,
    labelSmoothing: options.labelSmoothing ?? 0,
    smoothingForm: options.smoothingForm ?? 'uniform',
    mask: options.mask,
  });
  const factors = scalingFactors(scaling, alpha, count);
  const perPass = <T>(value: (pass: number) => T) => Array.from({ length: passes }, (_, pass) => value(pass));
  const zeros = perPass(() => 0);
  const ones = perPass(() => 1);
  const lossWeights = [
    ...perPass((pass) => (pass === 0 ? factors.firstCe : factors.otherCe)),
    ...zeros,
    factors.kl,
  ];
  return {
    loss: weigh(terms, lossWeights),
    sum: weigh(terms, [...ones, ...zeros, alpha]),
    ce: weigh(terms, [...ones, ...zeros, 0]),
    nll: weigh(terms, [...zeros, ...ones, 0]),
    kl: weigh(terms, [...zeros, ...zeros, 1]),
    count,
  };
}
