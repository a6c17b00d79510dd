import {
  adaptiveRDropTerms,
  type ProjectedTerms,
  projectedRDropTerms,
  rDropTerms,
  type RDropTermsOptions,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { Count } from './count.js';
import {
  type AdaptiveLogits,
  isAdaptive,
  isUnprojected,
  type ModelOutput,
  type UnprojectedLogits,
} from './model-output.js';
import { type Scaling, type ScalingFactors, scalingFactors } from './scaling.js';

/** Weighted sum of the entries of a vector: one scalar, differentiable. */
export function weigh(terms: tf.Tensor1D, weights: readonly number[]): tf.Scalar {
  return tf.sum(tf.mul(terms, tf.tensor1d([...weights]))).asScalar();
}

/** A part of the loss: factors of the terms, and what is divided by afterwards. */
interface Share {
  readonly factors: ScalingFactors;
  readonly divisor?: tf.Scalar;
}

/** How the loss is made of the terms. */
export interface Weighing {
  readonly scaling: Scaling;
  readonly alpha: number;
  readonly passes: number;
  readonly count: Count;
}

/** Every factor is a + b / n: with n on the device, the parts b, divided there, and a. */
function sharesOf({ scaling, alpha, passes, count }: Weighing): Share[] {
  if (typeof count === 'number') return [{ factors: scalingFactors(scaling, alpha, count) }];
  const fixed = scalingFactors(scaling, alpha, Number.POSITIVE_INFINITY);
  const one = scalingFactors(scaling, alpha, 1);
  const divided = {
    firstCe: one.firstCe - fixed.firstCe,
    otherCe: one.otherCe - fixed.otherCe,
    kl: one.kl - fixed.kl,
  };
  const shares = [{ factors: divided, divisor: count }, { factors: fixed }];
  const counts = ({ firstCe, otherCe, kl }: ScalingFactors) =>
    firstCe !== 0 || (passes > 1 && (otherCe !== 0 || kl !== 0)); // one pass has no divergence
  return shares.filter(({ factors }) => counts(factors));
}

/** Factors of the terms of `rDropTerms`: ce of each pass, nll of each pass, kl. */
interface Coefficients {
  readonly loss: readonly number[];
  readonly sum: readonly number[];
  /** loss = ratio * sum, where the scaling is such that there is a ratio. */
  readonly ratio: number | undefined;
}

function coefficientsOf(factors: ScalingFactors, { alpha, passes }: Weighing): Coefficients {
  const { firstCe, otherCe, kl } = factors;
  const perPass = (value: (pass: number) => number) => Array.from({ length: passes }, (_, i) => value(i));
  const hasRatio = passes === 1 || (firstCe === otherCe && Math.abs(kl - alpha * firstCe) <= 1e-12 * kl);
  return {
    loss: [...perPass((pass) => (pass === 0 ? firstCe : otherCe)), ...perPass(() => 0), kl],
    sum: [...perPass(() => 1), ...perPass(() => 0), alpha],
    ratio: hasRatio ? firstCe : undefined,
  };
}

interface Part extends Coefficients {
  readonly divisor: tf.Scalar | undefined;
}

/** The terms, and the two sums of them that training may differentiate. */
export interface WeighedTerms {
  readonly terms: tf.Tensor1D;
  readonly loss: tf.Scalar;
  readonly sum: tf.Scalar;
}

const divided = (value: tf.Scalar, { divisor }: Part): tf.Scalar =>
  divisor === undefined ? value : tf.div(value, divisor).asScalar();

function total(values: readonly tf.Scalar[]): tf.Scalar {
  return values.reduce((sum, value) => tf.add(sum, value).asScalar());
}

/** The terms and the sum of them with these factors, of logits that are made together with it. */
function project(
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

function projectedTerms(
  output: UnprojectedLogits | AdaptiveLogits,
  labels: tf.Tensor,
  parts: readonly [Part, ...Part[]],
  options: RDropTermsOptions,
): WeighedTerms {
  const projected = (coefficients: readonly number[]) => project(output, labels, coefficients, options);
  // Gradients are made with the value, of one sum of terms: of both sums where one is a multiple of the other.
  const [part, ...others] = parts;
  if (part.ratio !== undefined && others.length === 0) {
    const { loss: sum, terms } = projected(part.sum);
    return { terms, loss: divided(tf.mul(sum, part.ratio).asScalar(), part), sum };
  }
  const { loss, terms } = projected(part.loss);
  const rest = others.map((other) => divided(projected(other.loss).loss, other));
  return { terms, loss: total([divided(loss, part), ...rest]), sum: weigh(terms, part.sum) };
}

/** The terms of Eq. 4 of a model's output, and their sums by `weighing`. */
export function weighedTerms(
  output: ModelOutput,
  labels: tf.Tensor,
  weighing: Weighing,
  options: RDropTermsOptions,
): WeighedTerms {
  const [first, ...others] = sharesOf(weighing).map(({ factors, divisor }): Part => ({
    ...coefficientsOf(factors, weighing),
    divisor,
  }));
  if (first === undefined) throw new Error(`rDropLoss: scaling '${weighing.scaling}' weighs no term`);
  if (isUnprojected(output) || isAdaptive(output))
    return projectedTerms(output, labels, [first, ...others], options);
  const terms = rDropTerms(output, labels, options);
  const losses = [first, ...others].map((part) => divided(weigh(terms, part.loss), part));
  return { terms, loss: total(losses), sum: weigh(terms, first.sum) };
}
