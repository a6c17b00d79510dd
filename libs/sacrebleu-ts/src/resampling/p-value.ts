import { rounding, type Precision } from '../metric.js';
import { numpyMean } from './numpy-mean.js';
import type { ResampledScores } from './resampled-scores.js';

/**
 * The p-value of a paired bootstrap: how often the resamples' differences, moved to a mean of 0, exceed the real one
 * (Koehn 2004; the shift as in Moses' `bootstrap-hypothesis-difference-significance.pl`, which sacreBLEU follows).
 */
export function bootstrapPValue(
  baseline: ResampledScores,
  system: ResampledScores,
  difference: number,
): number {
  const precision: Precision =
    baseline.precision === 'single' && system.precision === 'single' ? 'single' : 'double';
  const round = rounding(precision);
  const differences = baseline.scores.map((score, sample) =>
    Math.abs(round((system.scores[sample] ?? 0) - score)),
  );
  const mean = numpyMean(differences, precision);
  return pValue(
    differences.map((value) => round(value - mean)),
    round(difference),
  );
}

/**
 * The share of trials whose difference exceeds the real one; one is added on both sides, so that no finite number of
 * trials calls anything impossible (Noreen 1989).
 */
export function pValue(differences: Float64Array, difference: number): number {
  const exceeding = differences.reduce((count, value) => (value > difference ? count + 1 : count), 0);
  return (exceeding + 1) / (differences.length + 1);
}
