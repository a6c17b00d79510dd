import { rounding, type Precision } from '../metric.js';
import type { ResolvedChrfOptions } from './options.js';

/** Numbers of n-grams of each order, character orders first: in the hypothesis, in the reference, in both. */
export interface ChrfStatistics {
  readonly hypothesis: readonly number[];
  readonly reference: readonly number[];
  readonly matches: readonly number[];
}

/** Stands for the precision or recall of an order without n-grams. */
const EPSILON = 1e-16;

/** A chrF score, 0 to 100, and the precision it was computed in. */
export interface ChrfValue {
  readonly score: number;
  readonly precision: Precision;
}

/**
 * The F-score of recall and precision, F = (1 + b^2) P R / (b^2 P + R) (Popovic 2015, section 2). P and R are means over
 * the orders that both sides have; with `epsSmoothing` the mean over all orders is taken of F instead.
 *
 * @param precision of every step; the order of the operations is sacreBLEU's, so that the digits are
 */
export function scoreChrfStatistics(
  statistics: ChrfStatistics,
  options: ResolvedChrfOptions,
  precision: Precision,
): ChrfValue {
  return options.epsSmoothing
    ? meanOfScores(statistics, options.beta, precision)
    : scoreOfMeans(statistics, options.beta, precision);
}

function scoreOfMeans(
  { hypothesis, reference, matches }: ChrfStatistics,
  beta: number,
  precision: Precision,
): ChrfValue {
  const round = rounding(precision);
  let precisions = 0;
  let recalls = 0;
  let orders = 0;
  for (const [index, match] of matches.entries()) {
    const inHypothesis = hypothesis[index] ?? 0;
    const inReference = reference[index] ?? 0;
    if (inHypothesis === 0 || inReference === 0) continue;
    precisions = round(precisions + round(match / inHypothesis));
    recalls = round(recalls + round(match / inReference));
    orders += 1;
  }
  if (precisions + recalls === 0) return { score: 0, precision: 'double' };
  const score = fScore(round(precisions / orders), round(recalls / orders), beta, round);
  return { score: round(100 * score), precision };
}

function meanOfScores(
  { hypothesis, reference, matches }: ChrfStatistics,
  beta: number,
  precision: Precision,
): ChrfValue {
  let sum = 0;
  // The constant for an order without n-grams or matches is a double, and so is a sum of nothing else.
  let reached: Precision = 'double';
  for (const [index, match] of matches.entries()) {
    const inHypothesis = hypothesis[index] ?? 0;
    const inReference = reference[index] ?? 0;
    const own = inHypothesis === 0 && inReference === 0 ? 'double' : precision;
    const round = rounding(own);
    const share = inHypothesis > 0 ? round(match / inHypothesis) : EPSILON;
    const recall = inReference > 0 ? round(match / inReference) : EPSILON;
    const score = fScore(share, recall, beta, round);
    if (beta ** 2 * share + recall > 0 && own === 'single') reached = 'single';
    sum = rounding(reached)(sum + score);
  }
  const round = rounding(reached);
  return { score: round(round(100 * sum) / matches.length), precision: reached };
}

function fScore(share: number, recall: number, beta: number, round: (value: number) => number): number {
  const factor = beta ** 2;
  const denominator = round(round(factor * share) + recall);
  if (denominator === 0) return EPSILON;
  return round(round(round((1 + factor) * share) * recall) / denominator);
}
