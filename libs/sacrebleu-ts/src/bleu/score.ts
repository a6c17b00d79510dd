import { rounding, type Precision } from '../metric.js';
import { resolveSmoothing, type ResolvedSmoothing, type Smoothing } from './smoothing.js';
import type { BleuStatistics } from './statistics.js';

/** How to turn statistics into a score. */
export interface ScoringOptions {
  /** Default `exp`. */
  readonly smoothing?: Smoothing | undefined;
  /** For `floor` (default 0.1) and `add-k` (default 1). */
  readonly smoothingValue?: number | undefined;
  /** Leave out the orders a short hypothesis cannot have; meant for single sentences. Default false. */
  readonly effectiveOrder?: boolean | undefined;
}

/** BLEU and what it is made of. Percentages run from 0 to 100. */
export interface BleuScore extends BleuStatistics {
  readonly score: number;
  /** Smoothed n-gram precisions in percent, order 1 first. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  /** hypothesisLength / referenceLength, 0 for an empty reference. */
  readonly ratio: number;
}

/**
 * BLEU = BP * exp(mean of log precisions), BP = min(1, e^(1 - r/h)) (Papineni et al. 2002, section 2.3), with sacreBLEU's
 * smoothing. A score without a single match is 0 whatever the smoothing. The counts in the result are the unsmoothed ones.
 *
 * @throws RangeError for an unknown smoothing or a bad value of it
 */
export function bleuFromStatistics(statistics: BleuStatistics, options: ScoringOptions = {}): BleuScore {
  const smoothing = resolveSmoothing(options.smoothing ?? 'exp', options.smoothingValue);
  const effectiveOrder = options.effectiveOrder ?? false;
  return scoreBleuStatistics(statistics, { smoothing, effectiveOrder, precision: 'double' });
}

/** How to score, with every default settled. */
export interface ResolvedScoring {
  readonly smoothing: ResolvedSmoothing;
  readonly effectiveOrder: boolean;
  readonly precision: Precision;
}

/** `bleuFromStatistics` with settled options and a choice of precision. */
export function scoreBleuStatistics(statistics: BleuStatistics, scoring: ResolvedScoring): BleuScore {
  const { hypothesisLength, referenceLength, counts, totals } = statistics;
  const brevityPenalty = penaltyForBrevity(hypothesisLength, referenceLength);
  const { precisions, orders } = smoothedPrecisions(counts, totals, scoring);
  const averaged = scoring.effectiveOrder ? precisions.slice(0, orders) : precisions;
  return {
    score: brevityPenalty * geometricMean(averaged),
    precisions,
    brevityPenalty,
    ratio: referenceLength === 0 ? 0 : hypothesisLength / referenceLength,
    hypothesisLength,
    referenceLength,
    counts: [...counts],
    totals: [...totals],
  };
}

function penaltyForBrevity(hypothesisLength: number, referenceLength: number): number {
  if (hypothesisLength >= referenceLength) return 1;
  return hypothesisLength === 0 ? 0 : Math.exp(1 - referenceLength / hypothesisLength);
}

/** Precisions in percent, and how many leading orders the hypothesis is long enough to have. */
function smoothedPrecisions(
  counts: readonly number[],
  totals: readonly number[],
  { smoothing, precision }: ResolvedScoring,
): { precisions: number[]; orders: number } {
  const precisions = counts.map(() => 0);
  if (counts.every((count) => count === 0)) return { precisions, orders: counts.length };
  const round = rounding(precision);
  let orders = 0;
  let halvings = 1;
  for (const [index, count] of counts.entries()) {
    // Unigrams are never added to: add-k follows Lin and Och (2004).
    const added = smoothing.method === 'add-k' && index > 0 ? (smoothing.value ?? 0) : 0;
    const total = round((totals[index] ?? 0) + added);
    if (total === 0) break;
    orders = index + 1;
    let matches = round(count + added);
    if (matches === 0 && smoothing.method === 'floor') matches = smoothing.value ?? 0;
    if (matches === 0 && smoothing.method === 'exp') {
      halvings *= 2;
      matches = 1 / halvings;
    }
    precisions[index] = round(round(100 * matches) / total);
  }
  return { precisions, orders };
}

function geometricMean(values: readonly number[]): number {
  if (values.some((value) => value === 0)) return 0;
  const logs = values.reduce((sum, value) => sum + Math.log(value), 0);
  return Math.exp(logs / values.length);
}
