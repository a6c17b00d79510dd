import * as tf from '@tensorflow/tfjs';
import { dropout } from '../dropout.js';
import type { Dropout } from '../dropout-source.js';
import { embedding } from '../embedding.js';
import { linear } from '../linear.js';
import { projectedRDropTerms, type ProjectedTerms } from '../projected-terms.js';
import { rank2 } from '../rank.js';
import { rowsOf } from '../shapes.js';
import { clusterDivergence } from './cluster-divergence.js';

/** A tail cluster: its words share a narrow layer. */
export interface AdaptiveTail {
  /** [d, D] */
  readonly down: tf.Tensor2D;
  /** [words, d] */
  readonly weight: tf.Tensor2D;
  /** Of the narrow layer. */
  readonly dropout?: Dropout | undefined;
}

/** The output layers of an adaptive softmax (Grave et al. 2017), none with a bias. */
export interface AdaptiveLayers {
  /** [words + C, D]: the frequent words, then a symbol for every tail. */
  readonly head: tf.Tensor2D;
  readonly tails: readonly AdaptiveTail[];
}

/** `ClusterTargets` as tensors. */
export interface AdaptiveTargets {
  /** int32 [N, ...] */
  readonly head: tf.Tensor;
  readonly tails: readonly {
    /** int32 [K] */
    readonly rows: tf.Tensor1D;
    /** int32 [K] */
    readonly labels: tf.Tensor1D;
    /** [K] */
    readonly mask: tf.Tensor1D;
  }[];
}

/**
 * How far two passes lie apart under an adaptive softmax.
 * `exact`: the divergence of the distributions over all words, KL(head) + sum_c P(c) KL(tail_c).
 * `per-cluster`: what the official R-Drop code adds up, KL(head) + KL(tail of the gold word): the weight P(c) is replaced by
 * whether the gold word is of c. Cheaper, since a tail is computed where its words are gold alone.
 */
export type AdaptiveDivergence = 'exact' | 'per-cluster';

export interface AdaptiveTermsOptions {
  /** m, the number of passes laid one after the other in the states. */
  readonly passes: number;
  /** The loss is the sum of coefficients[i] * terms[i], 2m + 1 of them as from `rDropTerms`. */
  readonly coefficients: readonly number[];
  readonly divergence: AdaptiveDivergence;
  /** Shape of the head's targets: 1 = counts. */
  readonly mask?: tf.Tensor | undefined;
  /** Most bytes of logits to hold at a time, where the engine can choose. Default: the engine's best. */
  readonly chunkBytes?: number | undefined;
}

/** The rows of a tail in every pass: row + pass * N. */
function rowsOfPasses(rows: tf.Tensor1D, passes: number, N: number): tf.Tensor1D {
  return tf.concat(
    Array.from({ length: passes }, (_, pass) => tf.add<tf.Tensor1D>(rows, tf.scalar(pass * N, 'int32'))),
  );
}

const narrow = (x: tf.Tensor2D, { down, dropout: drop }: AdaptiveTail): tf.Tensor2D =>
  rank2('adaptiveRDropTerms', dropout(linear(x, down), drop));

/** [K of pass 1; K of pass 2; ...] of [N of pass 1; ...]. */
const gather = (x: tf.Tensor2D, rows: tf.Tensor1D): tf.Tensor2D =>
  rank2('adaptiveRDropTerms', embedding(x, rows));

function check(
  states: tf.Tensor,
  layers: AdaptiveLayers,
  targets: AdaptiveTargets,
  { passes }: AdaptiveTermsOptions,
): void {
  const { rows, width } = rowsOf(states);
  const C = layers.tails.length;
  if (targets.tails.length !== C) {
    throw new Error(`adaptiveRDropTerms: expected targets of ${C} tails, got ${targets.tails.length}`);
  }
  if (rows !== passes * targets.head.size) {
    throw new Error(
      `adaptiveRDropTerms: expected states of ${passes} passes for ${targets.head.size} targets, got [${states.shape.join(', ')}]`,
    );
  }
  for (const [at, { down, weight }] of layers.tails.entries()) {
    if (down.shape[1] === width && weight.shape[1] === down.shape[0]) continue;
    throw new Error(
      `adaptiveRDropTerms: expected tail ${at} to lead from ${width} to its words, ` +
        `got [${down.shape.join(', ')}] and [${weight.shape.join(', ')}]`,
    );
  }
}

/** Sums of losses and terms of several softmaxes. */
function total(parts: readonly ProjectedTerms[]): ProjectedTerms {
  return {
    loss: tf.addN(parts.map(({ loss }) => loss)).asScalar(),
    terms: tf.addN(parts.map(({ terms }) => terms)).as1D(),
  };
}

/**
 * An adaptive softmax and R-Drop's loss in one: the terms of `rDropTerms` over head and tails, and the loss that these
 * terms make with the given coefficients. The likelihood is exact either way; `divergence` says what kl is. Logits are in
 * memory by chunks only where the engine can.
 *
 * @param states [m*N, ..., D], pass after pass
 * @returns as `projectedRDropTerms`
 */
export function adaptiveRDropTerms(
  states: tf.Tensor,
  layers: AdaptiveLayers,
  targets: AdaptiveTargets,
  options: AdaptiveTermsOptions,
): ProjectedTerms {
  check(states, layers, targets, options);
  const { passes, coefficients, mask, divergence, chunkBytes } = options;
  const N = targets.head.size;
  const { width } = rowsOf(states);
  const isExact = divergence === 'exact' && passes > 1;
  const klWeight = coefficients[2 * passes] ?? 0;
  return tf.tidy(() => {
    const flat = tf.reshape<tf.Rank.R2>(states, [passes * N, width]);
    const parts = [
      projectedRDropTerms(flat, layers.head, targets.head, { passes, coefficients, mask, chunkBytes }),
    ];
    layers.tails.forEach((tail, at) => {
      const own = targets.tails[at];
      if (own === undefined) return;
      const rows = rowsOfPasses(own.rows, passes, N);
      // Under the exact divergence a tail is needed at every row, and one row must not have two masks.
      const everywhere = isExact ? narrow(flat, tail) : undefined;
      const here = everywhere === undefined ? narrow(gather(flat, rows), tail) : gather(everywhere, rows);
      const nllOnly = coefficients.map((value, i) => (isExact && i === 2 * passes ? 0 : value));
      const part = projectedRDropTerms(here, tail.weight, own.labels, {
        ...{ passes, coefficients: nllOnly, mask: own.mask, chunkBytes },
      });
      if (everywhere === undefined) parts.push(part);
      else {
        const kl = clusterDivergence(
          { states: flat, head: layers.head, narrow: everywhere, weight: tail.weight, mask },
          { passes, cluster: layers.head.shape[0] - layers.tails.length + at },
        );
        const terms = tf.concat([tf.slice(part.terms, 0, 2 * passes), tf.reshape(kl, [1])]).as1D();
        parts.push({ loss: tf.add<tf.Scalar>(part.loss, tf.mul(kl, klWeight)), terms });
      }
    });
    return { ...total(parts) };
  });
}
