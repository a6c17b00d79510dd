import { rougeScore, type RougeScore } from './measures.js';

function countNgrams(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= words.length; start++) {
    const ngram = words.slice(start, start + n).join(' '); // a word holds no space
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** ROUGE-N (Lin 2004, section 2): n-grams in common, each counted as often as it occurs in both. */
export function ngramOverlap(
  hypothesis: readonly string[],
  reference: readonly string[],
  n: number,
): RougeScore {
  const offered = countNgrams(hypothesis, n);
  let matches = 0;
  for (const [ngram, count] of countNgrams(reference, n)) matches += Math.min(count, offered.get(ngram) ?? 0);
  const size = ({ length }: readonly string[]) => Math.max(0, length - n + 1);
  return rougeScore(matches, size(hypothesis), size(reference));
}
