import { rounding, type Precision } from '../metric.js';

/** Sums of at most so many numbers are added up by eight accumulators; longer ones are halved first. */
const BLOCK = 128;
const ACCUMULATORS = 8;

/**
 * The mean as numpy computes it: a pairwise sum, every addition in the precision of the array, divided by the length.
 * The order of additions decides the last digits, in single precision visible ones.
 */
export function numpyMean(values: Float64Array, precision: Precision): number {
  const round = rounding(precision);
  return round(pairwiseSum(values, round) / values.length);
}

function pairwiseSum(values: Float64Array, round: (value: number) => number): number {
  if (values.length < ACCUMULATORS) return values.reduce((sum, value) => round(sum + value), 0);
  if (values.length > BLOCK) {
    const half = Math.floor(values.length / 2);
    const middle = half - (half % ACCUMULATORS);
    return round(
      pairwiseSum(values.subarray(0, middle), round) + pairwiseSum(values.subarray(middle), round),
    );
  }
  const whole = values.length - (values.length % ACCUMULATORS);
  const sums = new Float64Array(ACCUMULATORS);
  for (let index = 0; index < whole; index += 1) {
    const accumulator = index % ACCUMULATORS;
    sums[accumulator] = round((sums[accumulator] ?? 0) + (values[index] ?? 0));
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = sums;
  const left = round(round(a + b) + round(c + d));
  const right = round(round(e + f) + round(g + h));
  return values.subarray(whole).reduce((sum, value) => round(sum + value), round(left + right));
}
