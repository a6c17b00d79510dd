import { countNgrams } from '../ngrams.js';

/** The longest n-gram BLEU counts. */
export const MAX_ORDER = 4;

/** Everything BLEU needs to know of a segment or, summed, of a corpus. All whole numbers, so sums are exact. */
export interface BleuStatistics {
  /** Tokens of the hypothesis. */
  readonly hypothesisLength: number;
  /** Tokens of the reference nearest in length; of two equally near, the shorter. */
  readonly referenceLength: number;
  /** Clipped n-gram matches, order 1 first. */
  readonly counts: readonly number[];
  /** n-grams of the hypothesis, order 1 first. */
  readonly totals: readonly number[];
}

/**
 * Counts one segment against its references: a hypothesis n-gram matches at most as often as it occurs in the reference
 * that has it most often (Papineni et al. 2002, section 2.1).
 *
 * @param hypothesis tokens of the hypothesis
 * @param references tokens of each reference, at least one reference
 * @throws RangeError without a reference
 */
export function segmentStatistics(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): BleuStatistics {
  const counts: number[] = [];
  const totals: number[] = [];
  for (let order = 1; order <= MAX_ORDER; order += 1) {
    const limits = highestCounts(references, order);
    let matches = 0;
    for (const [ngram, count] of countNgrams(hypothesis, order))
      matches += Math.min(count, limits.get(ngram) ?? 0);
    counts.push(matches);
    totals.push(Math.max(0, hypothesis.length - order + 1));
  }
  return {
    hypothesisLength: hypothesis.length,
    referenceLength: nearestLength(hypothesis.length, references),
    counts,
    totals,
  };
}

/** Adds the statistics of segments to those of the corpus. No segments give all zeros. */
export function sumStatistics(segments: Iterable<BleuStatistics>): BleuStatistics {
  let hypothesisLength = 0;
  let referenceLength = 0;
  const counts = new Array<number>(MAX_ORDER).fill(0);
  const totals = new Array<number>(MAX_ORDER).fill(0);
  for (const segment of segments) {
    hypothesisLength += segment.hypothesisLength;
    referenceLength += segment.referenceLength;
    for (let index = 0; index < MAX_ORDER; index += 1) {
      counts[index] = (counts[index] ?? 0) + (segment.counts[index] ?? 0);
      totals[index] = (totals[index] ?? 0) + (segment.totals[index] ?? 0);
    }
  }
  return { hypothesisLength, referenceLength, counts, totals };
}

function highestCounts(references: readonly (readonly string[])[], order: number): Map<string, number> {
  const highest = new Map<string, number>();
  for (const reference of references) {
    for (const [ngram, count] of countNgrams(reference, order)) {
      highest.set(ngram, Math.max(count, highest.get(ngram) ?? 0));
    }
  }
  return highest;
}

function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  let nearest: number | undefined;
  for (const reference of references) {
    const candidate = reference.length;
    if (nearest === undefined || isNearer(candidate, nearest, length)) nearest = candidate;
  }
  if (nearest === undefined)
    throw new RangeError('segmentStatistics: expected at least one reference, got none');
  return nearest;
}

function isNearer(candidate: number, nearest: number, length: number): boolean {
  const difference = Math.abs(candidate - length) - Math.abs(nearest - length);
  return difference < 0 || (difference === 0 && candidate < nearest);
}
