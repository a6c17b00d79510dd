/**
 * How often each pair of symbols occurs, kept as the reference does: a small working table that is searched for every
 * merge, and a full one that takes what falls below a moving threshold. Pruning is not quite neutral - a pair that was
 * moved out and then gains occurrences starts again from zero - so equal merges need equal bookkeeping.
 */
export class PairCounts {
  readonly #working: number[] = [];
  readonly #inWorking: boolean[] = [];
  readonly #full: number[] = [];
  readonly #inFull: boolean[] = [];
  /** Every pair of the working table, and perhaps some that have left it. */
  #candidates: number[] = [];

  get(pair: number): number {
    return this.#inWorking[pair] === true ? (this.#working[pair] ?? 0) : 0;
  }

  add(pair: number, change: number): void {
    this.set(pair, this.get(pair) + change);
  }

  set(pair: number, count: number): void {
    if (this.#inWorking[pair] !== true) {
      // Pairs are numbered from 0 up, so the arrays grow at their ends and stay dense.
      while (this.#working.length <= pair) {
        this.#working.push(0);
        this.#inWorking.push(false);
        this.#full.push(0);
        this.#inFull.push(false);
      }
      this.#inWorking[pair] = true;
      this.#candidates.push(pair);
    }
    this.#working[pair] = count;
  }

  /** The pair with the highest count, the greatest by `compare` among equals; undefined when the table is empty. */
  mostFrequent(compare: (a: number, b: number) => number): number | undefined {
    let best: number | undefined;
    let bestCount = -Infinity;
    for (const pair of this.#candidates) {
      const count = this.#working[pair] ?? 0;
      if (count > bestCount || (count === bestCount && best !== undefined && compare(pair, best) > 0)) {
        best = pair;
        bestCount = count;
      }
    }
    return best;
  }

  /** Copies the working table to the full one: the state before any pruning. */
  saveAll(): void {
    for (const pair of this.#candidates) {
      this.#full[pair] = this.#working[pair] ?? 0;
      this.#inFull[pair] = true;
    }
  }

  /** Moves pairs with a count below `threshold` to the full table. */
  prune(threshold: number): void {
    this.#candidates = this.#candidates.filter((pair) => {
      const count = this.#working[pair] ?? 0;
      if (count >= threshold) return true;
      // A negative count is what a pair lost after it was moved out; any other replaces what was stored.
      this.#full[pair] = count < 0 ? (this.#full[pair] ?? 0) + count : count;
      this.#inFull[pair] = true;
      this.#inWorking[pair] = false;
      return false;
    });
  }

  /** Makes the working table a copy of the full one. */
  restoreAll(): void {
    this.#candidates = [];
    for (const [pair, stored] of this.#inFull.entries()) {
      this.#inWorking[pair] = stored;
      this.#working[pair] = this.#full[pair] ?? 0;
      if (stored) this.#candidates.push(pair);
    }
  }
}
