const NONE = -1;
const FIRST_CAPACITY = 1 << 10;

/**
 * How often each pair of symbols occurs in each word, and for each pair the words it occurs in. Millions of entries, so
 * they are numbers in flat arrays: 28 bytes each instead of the hundred of a map of maps.
 */
export class PairPlaces {
  // An entry is a place in each of these.
  #pair = new Int32Array(FIRST_CAPACITY);
  #word = new Int32Array(FIRST_CAPACITY);
  #times = new Int32Array(FIRST_CAPACITY);
  /** The entries of one pair, linked both ways so that one can be taken out. */
  #next = new Int32Array(FIRST_CAPACITY);
  #previous = new Int32Array(FIRST_CAPACITY);
  /** The next entry of the same hash bucket; of an unused entry, the next unused one. */
  #chain = new Int32Array(FIRST_CAPACITY);

  #buckets = new Int32Array(FIRST_CAPACITY).fill(NONE);
  /** The first entry of each pair. */
  #heads = new Int32Array(FIRST_CAPACITY).fill(NONE);
  #unused = NONE;
  #used = 0;

  /** Counts `change` more occurrences of a pair in a word. A count of zero is none. */
  add(pair: number, word: number, change: number): void {
    const found = this.#find(pair, word);
    if (found === NONE) {
      this.#insert(pair, word, change);
      return;
    }
    const times = (this.#times[found] ?? 0) + change;
    this.#times[found] = times;
    if (times === 0) this.#remove(found);
  }

  /** Forgets a pair. @returns the words it occurred in at least once */
  take(pair: number): Int32Array {
    const words: number[] = [];
    for (let entry = this.#heads[pair] ?? NONE; entry !== NONE; entry = this.#heads[pair] ?? NONE) {
      if ((this.#times[entry] ?? 0) > 0) words.push(this.#word[entry] ?? NONE);
      this.#remove(entry);
    }
    return Int32Array.from(words);
  }

  #bucket(pair: number, word: number): number {
    const mixed = Math.imul(Math.imul(pair, 0x9e3779b1) ^ word, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.#buckets.length - 1);
  }

  #find(pair: number, word: number): number {
    let entry = this.#buckets[this.#bucket(pair, word)] ?? NONE;
    while (entry !== NONE && (this.#pair[entry] !== pair || this.#word[entry] !== word)) {
      entry = this.#chain[entry] ?? NONE;
    }
    return entry;
  }

  #insert(pair: number, word: number, times: number): void {
    const entry = this.#newEntry();
    this.#pair[entry] = pair;
    this.#word[entry] = word;
    this.#times[entry] = times;
    const bucket = this.#bucket(pair, word);
    this.#chain[entry] = this.#buckets[bucket] ?? NONE;
    this.#buckets[bucket] = entry;
    if (pair >= this.#heads.length)
      this.#heads = grown(this.#heads, Math.max(pair + 1, 2 * this.#heads.length));
    const head = this.#heads[pair] ?? NONE;
    this.#next[entry] = head;
    this.#previous[entry] = NONE;
    if (head !== NONE) this.#previous[head] = entry;
    this.#heads[pair] = entry;
  }

  #newEntry(): number {
    if (this.#unused !== NONE) {
      const entry = this.#unused;
      this.#unused = this.#chain[entry] ?? NONE;
      return entry;
    }
    if (this.#used === this.#pair.length) this.#growEntries();
    return this.#used++;
  }

  #growEntries(): void {
    const capacity = 2 * this.#pair.length;
    this.#pair = grown(this.#pair, capacity);
    this.#word = grown(this.#word, capacity);
    this.#times = grown(this.#times, capacity);
    this.#next = grown(this.#next, capacity);
    this.#previous = grown(this.#previous, capacity);
    this.#chain = grown(this.#chain, capacity);
    this.#buckets = new Int32Array(capacity).fill(NONE);
    // Every entry is in use when there are no more.
    for (let entry = 0; entry < this.#used; entry++) {
      const bucket = this.#bucket(this.#pair[entry] ?? 0, this.#word[entry] ?? 0);
      this.#chain[entry] = this.#buckets[bucket] ?? NONE;
      this.#buckets[bucket] = entry;
    }
  }

  #remove(entry: number): void {
    const pair = this.#pair[entry] ?? 0;
    const [next, previous] = [this.#next[entry] ?? NONE, this.#previous[entry] ?? NONE];
    if (next !== NONE) this.#previous[next] = previous;
    if (previous !== NONE) this.#next[previous] = next;
    else this.#heads[pair] = next;
    const bucket = this.#bucket(pair, this.#word[entry] ?? 0);
    const after = this.#chain[entry] ?? NONE;
    let before = this.#buckets[bucket] ?? NONE;
    if (before === entry) {
      this.#buckets[bucket] = after;
    } else {
      while (this.#chain[before] !== entry) before = this.#chain[before] ?? NONE;
      this.#chain[before] = after;
    }
    this.#chain[entry] = this.#unused;
    this.#unused = entry;
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length).fill(NONE, array.length);
  larger.set(array);
  return larger;
}
