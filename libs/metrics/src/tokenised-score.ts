import { formatFixed, type BleuStatistics } from 'sacrebleu-ts';

/** BLEU of tokenised text, unsmoothed, and what it is made of. Percentages run from 0 to 100. */
export interface TokenisedBleu extends BleuStatistics {
  readonly score: number;
  /** n-gram precisions in percent, order 1 first. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  /** hypothesisLength / referenceLength, 0 for an empty reference. */
  readonly ratio: number;
  /** The statistics of each segment, for resampling. */
  readonly segments: readonly BleuStatistics[];
  /** How it was computed; scores of different signatures are not comparable. */
  readonly signature: string;
  /** The line the reference program prints. */
  readonly text: string;
}

/** A score without its line and signature. */
export type UnsignedBleu = Omit<TokenisedBleu, 'segments' | 'signature' | 'text'>;

/**
 * Unsmoothed BLEU: BP * exp(mean of log precisions), 0 when an order has no match. Computed in fractions, in the order of
 * operations of multi-bleu.perl and fairseq, so that the last printed digit is theirs also where it is a close call.
 */
export function scoreStatistics(statistics: BleuStatistics): UnsignedBleu {
  const { hypothesisLength, referenceLength, counts, totals } = statistics;
  const fractions = counts.map((count, index) => (count === 0 ? 0 : count / (totals[index] ?? 0)));
  const brevityPenalty = penaltyForBrevity(hypothesisLength, referenceLength);
  const logs = fractions.reduce((sum, fraction) => sum + Math.log(fraction), 0); // log 0 = -Infinity, exp of that 0
  return {
    score: 100 * (brevityPenalty * Math.exp(logs / fractions.length)),
    precisions: fractions.map((fraction) => 100 * fraction),
    brevityPenalty,
    ratio: referenceLength === 0 ? 0 : hypothesisLength / referenceLength,
    hypothesisLength,
    referenceLength,
    counts: [...counts],
    totals: [...totals],
  };
}

/** What the lines of the reference programs differ in. */
export interface LineNames {
  readonly metric: string;
  readonly hypothesisLength: string;
  readonly referenceLength: string;
}

/** `NAME = 52.22, 91.2/66.7/53.8/40.9 (BP=0.863, ratio=0.872, hyp_len=34, ref_len=39)` */
export function formatLine(result: UnsignedBleu, names: LineNames): string {
  const precisions = result.precisions.map((precision) => formatFixed(precision, 1)).join('/');
  const details = [
    `BP=${formatFixed(result.brevityPenalty, 3)}`,
    `ratio=${formatFixed(result.ratio, 3)}`,
    `${names.hypothesisLength}=${result.hypothesisLength}`,
    `${names.referenceLength}=${result.referenceLength}`,
  ].join(', ');
  return `${names.metric} = ${formatFixed(result.score, 2)}, ${precisions} (${details})`;
}

function penaltyForBrevity(hypothesisLength: number, referenceLength: number): number {
  if (hypothesisLength >= referenceLength) return 1;
  return hypothesisLength === 0 ? 0 : Math.exp(1 - referenceLength / hypothesisLength);
}
