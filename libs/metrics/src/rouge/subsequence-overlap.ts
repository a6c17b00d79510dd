import { subsequenceLength, subsequencePlaces } from './common-subsequence.js';
import { rougeScore, type RougeScore } from './measures.js';

/** ROUGE-L of a pair as one sequence of words each (Lin 2004, section 3.1). */
export function sequenceOverlap(hypothesis: readonly string[], reference: readonly string[]): RougeScore {
  return rougeScore(subsequenceLength(reference, hypothesis), hypothesis.length, reference.length);
}

function countWords(sentences: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of sentences.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Takes one occurrence away; false when there is none left. */
function take(counts: Map<string, number>, word: string): boolean {
  const count = counts.get(word) ?? 0;
  if (count > 0) counts.set(word, count - 1);
  return count > 0;
}

/**
 * ROUGE-L of whole summaries, rouge-score's rougeLsum (Lin 2004, section 3.2): per sentence of the reference, the union of
 * its longest common subsequences with every sentence of the hypothesis. A word counts at most as often as it occurs
 * on either side, which the paper leaves out and ROUGE-1.5.5 does.
 */
export function summaryOverlap(
  hypothesis: readonly (readonly string[])[],
  reference: readonly (readonly string[])[],
): RougeScore {
  const offered = countWords(hypothesis);
  const wanted = countWords(reference);
  let matches = 0;
  for (const sentence of reference) {
    const union = new Set(hypothesis.flatMap((other) => subsequencePlaces(sentence, other)));
    for (const place of [...union].sort((a, b) => a - b)) {
      const word = sentence[place] ?? '';
      if ((offered.get(word) ?? 0) > 0 && take(wanted, word)) {
        take(offered, word);
        matches += 1;
      }
    }
  }
  return rougeScore(matches, hypothesis.flat().length, reference.flat().length);
}
