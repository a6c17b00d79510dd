/** Distinct words of one language that are counted; some 300 MB. */
export const MOST_WORDS = 2_000_000;

/**
 * Counts of words within a bounded memory. When there are more distinct words than allowed, the rarest are dropped, which
 * changes byte-pair merges only where a pair lives on words that rare.
 */
export class WordCounts {
  readonly #counts = new Map<string, number>();
  readonly #most: number;
  #dropped = 0;

  constructor(most: number = MOST_WORDS) {
    this.#most = most;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Occurrences of words that were dropped; 0: the counts are exact. */
  get dropped(): number {
    return this.#dropped;
  }

  add(counts: ReadonlyMap<string, number>): void {
    for (const [word, count] of counts) this.#counts.set(word, (this.#counts.get(word) ?? 0) + count);
    for (let rarest = 1; this.#counts.size > this.#most; rarest += 1) this.#dropUpTo(rarest);
  }

  #dropUpTo(rarest: number): void {
    for (const [word, count] of this.#counts) {
      if (count > rarest) continue;
      this.#counts.delete(word);
      this.#dropped += count;
    }
  }
}

/** The sum of two counts. */
export function joinCounts(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): Map<string, number> {
  const joined = new Map(a);
  for (const [word, count] of b) joined.set(word, (joined.get(word) ?? 0) + count);
  return joined;
}
