import type { PairCounts } from './pair-counts.js';
import { PairPlaces } from './pair-places.js';
import type { SymbolPairs } from './symbol-pairs.js';

/** The distinct words of the training text as symbol numbers, with an index from pairs to the words they occur in. */
export class SegmentedWords {
  /** The symbols of all words one after the other; a word keeps its room when it gets shorter. */
  readonly #symbols: Int32Array;
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  /** How often each word occurs in the text. */
  readonly #occurrences: Float64Array;
  readonly #places: PairPlaces;
  readonly #pairs: SymbolPairs;
  readonly #counts: PairCounts;

  constructor(
    wordCounts: ReadonlyMap<string, number>,
    {
      pairs,
      counts,
      endOfWord,
    }: { readonly pairs: SymbolPairs; readonly counts: PairCounts; readonly endOfWord: string },
  ) {
    this.#pairs = pairs;
    this.#counts = counts;
    this.#starts = new Int32Array(wordCounts.size);
    this.#lengths = new Int32Array(wordCounts.size);
    this.#occurrences = Float64Array.from(wordCounts.values());
    let characterCount = 0;
    for (const text of wordCounts.keys()) characterCount += Array.from(text).length;
    this.#symbols = new Int32Array(characterCount);
    this.#places = new PairPlaces(Math.max(0, characterCount - wordCounts.size));
    let [word, start] = [0, 0];
    for (const text of wordCounts.keys()) {
      const characters = Array.from(text);
      const last = characters.length - 1;
      for (const [i, character] of characters.entries()) {
        this.#symbols[start + i] = pairs.symbolId(i === last ? character + endOfWord : character);
      }
      this.#starts[word] = start;
      this.#lengths[word] = characters.length;
      const symbols = this.#symbolsOf(word);
      for (let i = 0; i < last; i++) this.#change([symbols[i], symbols[i + 1]], word, 1);
      start += characters.length;
      word++;
    }
  }

  /** Joins every occurrence of a pair and updates the counts and the index of the pairs around it. */
  merge(pair: number): void {
    const [first, second] = this.#pairs.members(pair);
    const joined = this.#pairs.symbolId(this.#pairs.symbol(first) + this.#pairs.symbol(second));
    this.#counts.set(pair, 0);
    for (const word of this.#places.take(pair)) {
      const symbols = this.#symbolsOf(word);
      if (!hasPair(symbols, [first, second])) continue;
      this.#forgetNeighbours(word, symbols, [first, second]);
      this.#lengths[word] = joinPair(symbols, [first, second], joined);
      this.#countNeighbours(word, this.#symbolsOf(word), joined);
    }
    this.#counts.set(pair, 0);
  }

  #symbolsOf(word: number): Int32Array {
    const start = this.#starts[word] ?? 0;
    return this.#symbols.subarray(start, start + (this.#lengths[word] ?? 0));
  }

  /** "A B C" with B C joined: one "A B" fewer; "B C D": one "C D" fewer, unless D starts the next "B C". */
  #forgetNeighbours(number: number, word: Int32Array, [first, second]: readonly [number, number]): void {
    let i = word.indexOf(first);
    while (i !== -1) {
      if (word[i + 1] !== second) {
        i = word.indexOf(first, i + 1);
        continue;
      }
      if (i > 0) this.#change([word[i - 1], first], number, -1);
      const another = word[i + 2] === first && word[i + 3] === second;
      if (i + 2 < word.length && !another) this.#change([second, word[i + 2]], number, -1);
      i = word.indexOf(first, i + 2);
    }
  }

  /** Counts "A BC" and "BC D"; between two joined symbols the pair is counted once, as the second one's left side. */
  #countNeighbours(number: number, word: Int32Array, joined: number): void {
    for (let i = word.indexOf(joined); i !== -1; i = word.indexOf(joined, i + 1)) {
      if (i > 0) this.#change([word[i - 1], joined], number, 1);
      if (i + 1 < word.length && word[i + 1] !== joined) this.#change([joined, word[i + 1]], number, 1);
    }
  }

  #change(
    [first, second]: readonly [number | undefined, number | undefined],
    word: number,
    sign: 1 | -1,
  ): void {
    const occurrences = this.#occurrences[word];
    if (first === undefined || second === undefined || occurrences === undefined) {
      throw new RangeError(`SegmentedWords: expected two neighbouring symbols in word ${word}`);
    }
    const pair = this.#pairs.pairId(first, second);
    this.#counts.add(pair, sign * occurrences);
    if (sign === 1) this.#places.add(pair, word);
  }
}

function hasPair(word: Int32Array, [first, second]: readonly [number, number]): boolean {
  for (let i = word.indexOf(first); i !== -1; i = word.indexOf(first, i + 1)) {
    if (word[i + 1] === second) return true;
  }
  return false;
}

/**
 * Joins the occurrences of a pair from left to right, in place; in "x x x" only the first two are joined.
 *
 * @returns how many symbols are left
 */
function joinPair(word: Int32Array, [first, second]: readonly [number, number], joined: number): number {
  let length = 0;
  for (let i = 0; i < word.length; i++) {
    const symbol = word[i] ?? -1;
    if (symbol === first && word[i + 1] === second) {
      word[length++] = joined;
      i++;
    } else {
      word[length++] = symbol;
    }
  }
  return length;
}
