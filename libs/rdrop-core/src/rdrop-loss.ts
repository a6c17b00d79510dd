import {
  adaptiveRDropTerms,
  type ProjectedTerms,
  projectedRDropTerms,
  rDropTerms,
  type RDropTermsOptions,
  type SmoothingForm,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import {
  type AdaptiveLogits,
  isAdaptive,
  isUnprojected,
  type ModelOutput,
  type UnprojectedLogits,
} from './model-output.js';
import { type Scaling, type ScalingFactors, scalingFactors } from './scaling.js';

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

/** Factors of the terms of `rDropTerms`: ce of each pass, nll of each pass, kl. */
interface Coefficients {
  readonly loss: readonly number[];
  readonly sum: readonly number[];
  /** loss = ratio * sum, where the scaling is such that there is a ratio. */
  readonly ratio: number | undefined;
}

function coefficientsOf(factors: ScalingFactors, alpha: number, passes: number): Coefficients {
  const { firstCe, otherCe, kl } = factors;
  const perPass = (value: (pass: number) => number) => Array.from({ length: passes }, (_, i) => value(i));
  const hasRatio = passes === 1 || (firstCe === otherCe && Math.abs(kl - alpha * firstCe) <= 1e-12 * kl);
  return {
    loss: [...perPass((pass) => (pass === 0 ? firstCe : otherCe)), ...perPass(() => 0), kl],
    sum: [...perPass(() => 1), ...perPass(() => 0), alpha],
    ratio: hasRatio ? firstCe : undefined,
  };
}

/** The terms, and the two sums of them that training may differentiate. */
interface WeighedTerms {
  readonly terms: tf.Tensor1D;
  readonly loss: tf.Scalar;
  readonly sum: tf.Scalar;
}

/** The terms and the sum of them with these factors, of logits that are made together with it. */
function projectedTerms(
  output: UnprojectedLogits | AdaptiveLogits,
  labels: tf.Tensor,
  coefficients: readonly number[],
  options: RDropTermsOptions,
): ProjectedTerms {
  const { states } = output;
  if (isUnprojected(output)) {
    const { weight, bias } = output.projection;
    return projectedRDropTerms(states, weight, labels, { ...options, bias, coefficients });
  }
  if ((options.labelSmoothing ?? 0) > 0) {
    throw new Error('rDropLoss: expected no label smoothing with an adaptive softmax');
  }
  const { adaptive, targets, divergence } = output;
  const { passes, mask } = options;
  return adaptiveRDropTerms(states, adaptive, targets, { passes, mask, coefficients, divergence });
}

function weighedTerms(
  output: ModelOutput,
  labels: tf.Tensor,
  coefficients: Coefficients,
  options: RDropTermsOptions,
): WeighedTerms {
  if (!isUnprojected(output) && !isAdaptive(output)) {
    const terms = rDropTerms(output, labels, options);
    return { terms, loss: weigh(terms, coefficients.loss), sum: weigh(terms, coefficients.sum) };
  }
  const { ratio } = coefficients;
  const project = (factors: readonly number[]) => projectedTerms(output, labels, factors, options);
  // Gradients are made with the value, of one sum of terms: of both sums where one is a multiple of the other.
  if (ratio === undefined) {
    const { loss, terms } = project(coefficients.loss);
    return { terms, loss, sum: weigh(terms, coefficients.sum) };
  }
  const { loss: sum, terms } = project(coefficients.sum);
  return { terms, loss: tf.mul(sum, ratio).asScalar(), sum };
}

/**
 * R-Drop's loss (paper, Eq. 4): the cross-entropy of every pass plus alpha times the symmetric divergence between the
 * passes. Gradients flow through both sides of both divergences; nothing is detached.
 *
 * With m passes the cross-entropies are added (Eq. 3 for m = 2) and the divergence is the mean over pairs.
 *
 * Of unprojected logits, `loss` is differentiable, and `sum` where it is a multiple of it (scalings 'paper', 'sum' and
 * 'keras'); differentiating another part is an error.
 *
 * @param output logits [m*B, V] or [m*B, T, V]: pass 1 of the whole batch, then pass 2, ...; or the states before the
 *   output projection or adaptive softmax, in the same order
 * @param labels int32 [B] or [B, T], those of one pass
 * @throws Error when shapes do not fit, or when nothing counts
 */
export function rDropLoss(output: ModelOutput, labels: tf.Tensor, options: RDropLossOptions): RDropLoss {
  const { alpha, passes = 2, scaling = 'paper' } = options;
  if (!(alpha >= 0 && Number.isFinite(alpha))) {
    throw new Error(`rDropLoss: expected alpha to be a number from 0, got ${alpha}`);
  }
  const [name, width, { shape }] =
    isUnprojected(output) || isAdaptive(output) ? ['states', 'D', output.states] : ['logits', 'V', output];
  if (shape.length !== labels.rank + 1 || shape[0] !== passes * (labels.shape[0] ?? 0)) {
    throw new Error(
      `rDropLoss: expected ${name} [${passes}*B, ..., ${width}] for labels [${labels.shape.join(', ')}], ` +
        `got [${shape.join(', ')}]`,
    );
  }
  const count = countOf(labels, options);
  if (!(count > 0)) throw new Error(`rDropLoss: expected at least one position that counts, got ${count}`);
  const coefficients = coefficientsOf(scalingFactors(scaling, alpha, count), alpha, passes);
  const { terms, loss, sum } = weighedTerms(output, labels, coefficients, {
    passes,
    labelSmoothing: options.labelSmoothing ?? 0,
    smoothingForm: options.smoothingForm ?? 'uniform',
    mask: options.mask,
  });
  const zeros = Array.from({ length: passes }, () => 0);
  const ones = zeros.map(() => 1);
  return {
    loss,
    sum,
    ce: weigh(terms, [...ones, ...zeros, 0]),
    nll: weigh(terms, [...zeros, ...ones, 0]),
    kl: weigh(terms, [...zeros, ...zeros, 1]),
    count,
  };
}
