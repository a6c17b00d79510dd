import type { ReferenceSet } from '../segments.js';
import { corpusScore, sentenceScore, type SignedScore } from '../signed-score.js';
import type { TerOptions } from './options.js';
import { terMetric } from './ter-metric.js';

/** TER and what it is made of. */
export interface SignedTerScore extends SignedScore {
  /** Insertions, deletions, substitutions and shifts; each segment is compared with the reference that needs fewest. */
  readonly edits: number;
  /** Words of the references; of several references to a segment, the mean. */
  readonly referenceLength: number;
}

/**
 * Translation edit rate of a corpus in percent: edits per reference word, 0 for a perfect translation, above 100 where
 * more has to be changed than the reference has words (Snover et al. 2006).
 *
 * @param hypotheses one segment each
 * @param references one or more sets of translations, each as long as `hypotheses`
 * @throws RangeError for an empty corpus, sets of another length, a segment without reference
 */
export function corpusTer(
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  options: TerOptions = {},
): SignedTerScore {
  return named(corpusScore(terMetric(options), hypotheses, references));
}

/**
 * Translation edit rate of one segment.
 *
 * @throws RangeError without a reference
 */
export function sentenceTer(
  hypothesis: string,
  references: readonly string[],
  options: TerOptions = {},
): SignedTerScore {
  return named(sentenceScore(terMetric(options), hypothesis, references, 'sentenceTer'));
}

function named({ sums, ...result }: SignedScore & { readonly sums: readonly number[] }): SignedTerScore {
  const [edits = 0, referenceLength = 0] = sums;
  return { ...result, edits, referenceLength };
}
