import type { ReferenceSet } from '../segments.js';
import { corpusScore, sentenceScore, type SignedScore } from '../signed-score.js';
import { chrfMetric } from './chrf-metric.js';
import type { ChrfOptions } from './options.js';

/**
 * chrF of a corpus, 0 to 100: the F-score of character n-grams (Popovic 2015) and, with `wordOrder`, word n-grams
 * (chrF++, Popovic 2017), over the n-grams of all segments.
 *
 * @param hypotheses one segment each
 * @param references one or more sets of translations, each as long as `hypotheses`; of a segment's, the best one counts
 * @throws RangeError for an empty corpus, sets of another length, a segment without reference, an option out of range
 */
export function corpusChrf(
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  options: ChrfOptions = {},
): SignedScore {
  const { score, signature, text } = corpusScore(chrfMetric(options), hypotheses, references);
  return { score, signature, text };
}

/**
 * chrF of one segment.
 *
 * @throws RangeError without a reference, or for an option out of range
 */
export function sentenceChrf(
  hypothesis: string,
  references: readonly string[],
  options: ChrfOptions = {},
): SignedScore {
  const result = sentenceScore(chrfMetric(options), hypothesis, references, 'sentenceChrf');
  const { score, signature, text } = result;
  return { score, signature, text };
}
