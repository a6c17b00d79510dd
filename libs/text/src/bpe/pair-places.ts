const NONE = -1;
const FIRST_CAPACITY = 1 << 10;

/**
 * For each pair of symbols the words it was seen in. A word may be listed again, and stay listed when the pair has left
 * it: whoever takes the list looks. Tens of millions of entries, so they are linked lists in flat arrays, 8 bytes each.
 */
export class PairPlaces {
  #words: Int32Array<ArrayBuffer>;
  /** The next entry of the same pair; of an unused entry, the next unused one. */
  #next: Int32Array<ArrayBuffer>;
  /** The newest entry of each pair. */
  #heads = new Int32Array(FIRST_CAPACITY).fill(NONE);
  #unused = NONE;
  #used = 0;

  /** @param capacity entries to have room for from the start: growing such arrays leaves as much behind for a while */
  constructor(capacity = FIRST_CAPACITY) {
    this.#words = new Int32Array(capacity);
    this.#next = new Int32Array(capacity);
  }

  add(pair: number, word: number): void {
    if (pair >= this.#heads.length) {
      this.#heads = grown(this.#heads, Math.max(pair + 1, 2 * this.#heads.length));
    }
    const head = this.#heads[pair] ?? NONE;
    if (head !== NONE && this.#words[head] === word) return;
    const entry = this.#newEntry();
    this.#words[entry] = word;
    this.#next[entry] = head;
    this.#heads[pair] = entry;
  }

  /** Forgets a pair. @returns the words it was seen in */
  take(pair: number): number[] {
    const words: number[] = [];
    for (let entry = this.#heads[pair] ?? NONE; entry !== NONE;) {
      words.push(this.#words[entry] ?? NONE);
      const next = this.#next[entry] ?? NONE;
      this.#next[entry] = this.#unused;
      this.#unused = entry;
      entry = next;
    }
    if (pair < this.#heads.length) this.#heads[pair] = NONE;
    return words;
  }

  #newEntry(): number {
    if (this.#unused !== NONE) {
      const entry = this.#unused;
      this.#unused = this.#next[entry] ?? NONE;
      return entry;
    }
    if (this.#used === this.#words.length) {
      const length = Math.ceil(1.25 * this.#words.length) + FIRST_CAPACITY;
      this.#words = grown(this.#words, length);
      this.#next = grown(this.#next, length);
    }
    return this.#used++;
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length).fill(NONE, array.length);
  larger.set(array);
  return larger;
}
