/** Table slots per entry, at least; fuller tables search longer. */
const SPARSENESS = 2;

/** A hash table from an n-gram, as its first n-1 symbols' number and its last symbol, to a number from 0 on. */
export interface NgramTable {
  /** Forgets all entries and makes room for so many. */
  clear(capacity: number): void;
  /** The number of the n-gram, which is entered if new. */
  enter(prefix: number, symbol: number): number;
  /** The number of the n-gram, or -1. */
  find(prefix: number, symbol: number): number;
}

/** Makes an empty table. Its buffers are kept from one `clear` to the next: scoring a corpus clears it often. */
export function createNgramTable(): NgramTable {
  let mask = 0;
  let size = 0;
  let generation = 0;
  let generations = new Int32Array(0);
  let prefixes = new Int32Array(0);
  let symbols = new Int32Array(0);
  let numbers = new Int32Array(0);

  /** The slot that holds the n-gram, or the free one where it belongs. */
  function slotOf(prefix: number, symbol: number): number {
    let slot = (Math.imul(prefix, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (generations[slot] === generation && (prefixes[slot] !== prefix || symbols[slot] !== symbol)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  return {
    clear(capacity) {
      size = 0;
      generation += 1;
      if (capacity * SPARSENESS <= generations.length) return;
      let slots = 64;
      while (slots < capacity * SPARSENESS) slots *= 2;
      mask = slots - 1;
      generations = new Int32Array(slots);
      generation = 1;
      prefixes = new Int32Array(slots);
      symbols = new Int32Array(slots);
      numbers = new Int32Array(slots);
    },
    enter(prefix, symbol) {
      const slot = slotOf(prefix, symbol);
      if (generations[slot] !== generation) {
        generations[slot] = generation;
        prefixes[slot] = prefix;
        symbols[slot] = symbol;
        numbers[slot] = size;
        size += 1;
      }
      return numbers[slot] ?? -1;
    },
    find(prefix, symbol) {
      const slot = slotOf(prefix, symbol);
      return generations[slot] === generation ? (numbers[slot] ?? -1) : -1;
    },
  };
}
