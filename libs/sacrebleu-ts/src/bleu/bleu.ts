import { createNgramMatcher, type NgramMatcher } from '../ngrams/clipped-matches.js';
import { checkSentence, referenceCount, referencesBySegment, type ReferenceSet } from '../segments.js';
import { warnOfTokenisedInput } from '../tokenised-input.js';
import { trimEndWhitespace } from '../whitespace.js';
import { formatBleu } from './format-score.js';
import { bleuSignature, resolveBleuOptions, type BleuOptions, type ResolvedBleuOptions } from './options.js';
import { bleuFromStatistics, type BleuScore } from './score.js';
import { segmentStatistics, sumStatistics, type BleuStatistics } from './statistics.js';

/** A score that says how it was computed. */
export interface SignedBleuScore extends BleuScore {
  readonly signature: string;
  /** The result line as sacreBLEU prints it, signature included. */
  readonly text: string;
}

/**
 * BLEU of a corpus: statistics of all segments summed, then scored once (not a mean of sentence scores).
 *
 * @param hypotheses one detokenised segment each
 * @param references one or more sets of translations, each as long as `hypotheses`
 * @throws RangeError for an empty corpus, sets of another length, a segment without reference, an unknown option value
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  options: BleuOptions = {},
): SignedBleuScore {
  const statistics = sumStatistics(corpusStatistics(hypotheses, references, options));
  const warning = warnOfTokenisedInput(hypotheses);
  if (warning !== undefined) options.onWarning?.(warning);
  return sign(bleuFromStatistics(statistics, options), bleuSignature(referenceCount(references), options));
}

/**
 * BLEU of one segment. Unlike a corpus, orders longer than the segment are left out unless `effectiveOrder` is false, as
 * in sacreBLEU's sentence score.
 *
 * @param references at least one translation
 * @throws RangeError without a reference, or for an unknown option value
 */
export function sentenceBleu(
  hypothesis: string,
  references: readonly string[],
  options: BleuOptions = {},
): SignedBleuScore {
  checkSentence('sentenceBleu', references);
  const settings = { ...options, effectiveOrder: options.effectiveOrder ?? true };
  const statistics = tokenisedStatistics(
    hypothesis,
    references,
    resolveBleuOptions(settings),
    createNgramMatcher(),
  );
  return sign(bleuFromStatistics(statistics, settings), bleuSignature(references.length, settings));
}

/**
 * The statistics of every segment, in order: sum any choice of them and score the sum with `bleuFromStatistics`.
 *
 * @throws RangeError as `corpusBleu`
 */
export function corpusStatistics(
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  options: BleuOptions = {},
): BleuStatistics[] {
  const present = referencesBySegment('corpusBleu', hypotheses, references);
  const settings = resolveBleuOptions(options);
  const matcher = createNgramMatcher();
  return hypotheses.map((hypothesis, index) =>
    tokenisedStatistics(hypothesis, present[index] ?? [], settings, matcher),
  );
}

function tokenisedStatistics(
  hypothesis: string,
  references: readonly string[],
  { tokenizer, lowercase }: ResolvedBleuOptions,
  matcher: NgramMatcher,
): BleuStatistics {
  const tokens = (segment: string): readonly string[] =>
    tokenizer.tokenize(trimEndWhitespace(lowercase ? segment.toLowerCase() : segment));
  return segmentStatistics(tokens(hypothesis), references.map(tokens), matcher);
}

function sign(result: BleuScore, signature: string): SignedBleuScore {
  return { ...result, signature, text: formatBleu(result, { signature }) };
}
