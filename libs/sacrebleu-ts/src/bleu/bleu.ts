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

/** One translation of each segment; null where this set has none for a segment. */
export type ReferenceSet = readonly (string | null)[];

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
  if (references.length === 0)
    throw new RangeError('sentenceBleu: expected at least one reference, got none');
  const settings = { ...options, effectiveOrder: options.effectiveOrder ?? true };
  const statistics = tokenisedStatistics(hypothesis, references, resolveBleuOptions(settings));
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
  checkSizes(hypotheses, references);
  const settings = resolveBleuOptions(options);
  return hypotheses.map((hypothesis, index) => {
    const present = references.map((set) => set[index]).filter((reference) => typeof reference === 'string');
    if (present.length === 0) throw new RangeError(`corpusBleu: segment ${index + 1} has no reference`);
    return tokenisedStatistics(hypothesis, present, settings);
  });
}

function tokenisedStatistics(
  hypothesis: string,
  references: readonly string[],
  { tokenizer, lowercase }: ResolvedBleuOptions,
): BleuStatistics {
  const tokens = (segment: string): readonly string[] =>
    tokenizer.tokenize(trimEndWhitespace(lowercase ? segment.toLowerCase() : segment));
  return segmentStatistics(tokens(hypothesis), references.map(tokens));
}

function checkSizes(hypotheses: readonly string[], references: readonly ReferenceSet[]): void {
  if (hypotheses.length === 0) throw new RangeError('corpusBleu: expected at least one hypothesis, got none');
  if (references.length === 0)
    throw new RangeError('corpusBleu: expected at least one reference set, got none');
  for (const [index, set] of references.entries()) {
    if (set.length !== hypotheses.length) {
      throw new RangeError(
        `corpusBleu: expected ${hypotheses.length} segments in reference set ${index + 1} (as many as hypotheses), got ${set.length}`,
      );
    }
  }
}

function referenceCount(references: readonly ReferenceSet[]): number | 'var' {
  const gaps = references.some((set) => set.includes(null));
  if (!gaps) return references.length;
  const [first] = references;
  const counts = new Set(
    (first ?? []).map((_, index) => references.filter((set) => typeof set[index] === 'string').length),
  );
  const [only] = counts;
  return counts.size === 1 && only !== undefined ? only : 'var';
}

function sign(result: BleuScore, signature: string): SignedBleuScore {
  return { ...result, signature, text: formatBleu(result, { signature }) };
}
