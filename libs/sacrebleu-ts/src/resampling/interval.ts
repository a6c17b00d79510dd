import { rounding, type Precision } from '../metric.js';
import { exactMean } from './exact-mean.js';
import { numpyMean } from './numpy-mean.js';
import type { ResampledScores } from './resampled-scores.js';

/** Where a score would lie in repeated experiments. */
export interface Interval {
  /** Mean of the resamples' scores. */
  readonly mean: number;
  /** Half the width of the interval that holds 95 % of them. */
  readonly halfWidth: number;
}

/** The interval that sacreBLEU reports for a single system: its mean is rounded once. */
export function exactInterval({ scores, precision }: ResampledScores): Interval {
  return { mean: rounding(precision)(exactMean(scores)), halfWidth: halfWidth(scores.toSorted(), precision) };
}

/** The interval that sacreBLEU reports in paired tests: its mean is numpy's, of the sorted scores. */
export function numpyInterval({ scores, precision }: ResampledScores): Interval {
  const sorted = scores.toSorted();
  return { mean: numpyMean(sorted, precision), halfWidth: halfWidth(sorted, precision) };
}

/** A fortieth is cut off on either side. */
function halfWidth(sorted: Float64Array, precision: Precision): number {
  const cut = Math.floor(sorted.length / 40);
  const difference = (sorted[sorted.length - cut - 1] ?? 0) - (sorted[cut] ?? 0);
  return 0.5 * rounding(precision)(difference);
}
