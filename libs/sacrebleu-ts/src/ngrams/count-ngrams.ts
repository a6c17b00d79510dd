/** Counts of n-grams, keyed by their tokens joined with a space (tokens hold no white space, so keys are unambiguous). */
export type NgramCounts = ReadonlyMap<string, number>;

/** Counts the n-grams of one order in a sequence of tokens; a sequence shorter than the order has none. */
export function countNgrams(tokens: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= tokens.length; start += 1) {
    const ngram = tokens.slice(start, start + order).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}
