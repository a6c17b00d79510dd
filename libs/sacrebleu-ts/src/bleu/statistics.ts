import { createNgramMatcher, type NgramMatcher } from '../ngrams/clipped-matches.js';
import { createInterner } from '../ngrams/intern.js';

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
 * @param matcher a counter to use again and again, which is faster than one for each segment
 * @throws RangeError without a reference
 */
export function segmentStatistics(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
  matcher: NgramMatcher = createNgramMatcher(),
): BleuStatistics {
  const intern = createInterner<string>();
  const referenceLength = nearestLength(hypothesis.length, references);
  return {
    hypothesisLength: hypothesis.length,
    referenceLength,
    counts: matcher(intern(hypothesis), references.map(intern), MAX_ORDER),
    totals: Array.from({ length: MAX_ORDER }, (_, index) => Math.max(0, hypothesis.length - index)),
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
