import { summarise } from './aggregate.js';

/**
 * Two-sided paired t-test over seeds: a baseline run and the R-Drop run of the same seed start from the same weights and see
 * the same batches. With two or three seeds only large effects can be significant.
 *
 * @param differences R-Drop minus baseline, one for each seed
 * @returns undefined for fewer than two seeds; 1 when every difference is 0, and 0 when all are the same otherwise
 */
export function pairedTTest(differences: readonly number[]): number | undefined {
  if (differences.length < 2) return undefined;
  const { count, mean, standardDeviation = 0 } = summarise(differences);
  if (standardDeviation === 0) return mean === 0 ? 1 : 0;
  const t = mean / (standardDeviation / Math.sqrt(count));
  return studentTails(t, count - 1);
}

/**
 * The probability that a Student variable lies at least so far from 0 (Abramowitz and Stegun 26.7.3 and 26.7.4, the finite
 * series for whole degrees of freedom).
 */
export function studentTails(t: number, freedom: number): number {
  const theta = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let series = isOdd && freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom - 1; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    series += term;
  }
  const within = isOdd ? (2 / Math.PI) * (theta + sine * series) : sine * series;
  return 1 - within;
}
