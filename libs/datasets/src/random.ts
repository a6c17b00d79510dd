/** A small seeded generator (sfc32). Every choice of the generated corpus comes from one, so a seed fixes the text. */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`Random: expected a seed that is a whole number of at least 0, got ${seed}`);
    }
    this.a = seed | 0;
    this.b = Math.floor(seed / 2 ** 32) | 0;
    for (let round = 0; round < 15; round += 1) this.next();
  }

  /** Uniform in [0, 1), 32 bits. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number in [low, high], both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One entry, all equally likely. */
  pick<T>(entries: readonly T[]): T {
    return at(entries, this.integer(0, entries.length - 1));
  }

  /** One entry, the r-th with a weight of 1/(r + 2): few words are frequent and many are rare, as in real text. */
  pickZipf<T>(entries: readonly T[]): T {
    let total = 0;
    for (let rank = 0; rank < entries.length; rank += 1) total += 1 / (rank + 2);
    let left = this.next() * total;
    for (let rank = 0; rank < entries.length; rank += 1) {
      left -= 1 / (rank + 2);
      if (left < 0) return at(entries, rank);
    }
    return at(entries, entries.length - 1);
  }

  /** One entry with the probability of its weight. */
  weighted<T>(entries: readonly (readonly [weight: number, entry: T])[]): T {
    let left = this.next() * entries.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, entry] of entries) {
      left -= weight;
      if (left < 0) return entry;
    }
    return at(entries, entries.length - 1)[1];
  }
}

function at<T>(entries: readonly T[], index: number): T {
  const entry = entries[index];
  if (entry === undefined) throw new RangeError('Random: cannot pick from no entries');
  return entry;
}
