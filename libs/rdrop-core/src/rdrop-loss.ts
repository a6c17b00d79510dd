import type { SmoothingForm } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { countOf } from './count.js';
import { isAdaptive, isUnprojected, type ModelOutput } from './model-output.js';
import type { Scaling } from './scaling.js';
import { weigh, weighedTerms } from './weighed-terms.js';

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
  /** Number of positions that count, when the caller knows it: saves adding up the mask and reading the sum. */
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
  /**
   * Positions (or examples) of one pass: the one denominator of both terms. A scalar on the device where only a mask says it
   * and a read would wait for the device.
   */
  readonly count: number | tf.Scalar;
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
 * @throws Error when shapes do not fit, or when nothing counts (but for a count on the device: the loss is then NaN)
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
  const { terms, loss, sum } = weighedTerms(
    output,
    labels,
    { scaling, alpha, passes, count },
    {
      passes,
      labelSmoothing: options.labelSmoothing ?? 0,
      smoothingForm: options.smoothingForm ?? 'uniform',
      mask: options.mask,
    },
  );
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
