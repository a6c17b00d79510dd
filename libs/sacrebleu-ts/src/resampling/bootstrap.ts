import type { Metric } from '../metric.js';
import type { ReferenceSet } from '../segments.js';
import { exactInterval, type Interval } from './interval.js';
import {
  BOOTSTRAP_SAMPLES,
  bootstrapIndices,
  bootstrapScores,
  DEFAULT_SEED,
  type ResamplingOptions,
} from './resampled-scores.js';

/** A 95 % interval and how it came about. */
export interface ConfidenceInterval extends Interval {
  readonly samples: number;
  readonly seed: number;
}

/**
 * The 95 % confidence interval of a corpus score by bootstrap resampling (Koehn 2004, "Statistical Significance Tests for
 * Machine Translation Evaluation"), the very numbers of sacreBLEU with the same seed.
 *
 * @throws RangeError as the metric does, and for samples or a seed out of range
 */
export function confidenceInterval(
  metric: Metric,
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  options: ResamplingOptions = {},
): ConfidenceInterval {
  const { samples = BOOTSTRAP_SAMPLES, seed = DEFAULT_SEED } = options;
  const rows = metric.statistics(hypotheses, references);
  const indices = bootstrapIndices(rows.length, samples, seed);
  return { ...exactInterval(bootstrapScores(metric, rows, indices)), samples, seed };
}
