import { END_OF_WORD } from './codes.js';
import type { PairCounts } from './pair-counts.js';
import type { SymbolPairs } from './symbol-pairs.js';

/** A word of the training text as symbol numbers, and how often it occurs. */
interface SegmentedWord {
  symbols: readonly number[];
  readonly count: number;
}

/** The distinct words of the training text, with an index from pairs to the words they occur in. */
export class SegmentedWords {
  readonly #words: SegmentedWord[] = [];
  /** For each pair, how often it occurs in each word (by the word's number). */
  #index: Map<number, number>[] = [];
  readonly #pairs: SymbolPairs;
  readonly #counts: PairCounts;

  constructor(wordCounts: ReadonlyMap<string, number>, pairs: SymbolPairs, counts: PairCounts) {
    this.#pairs = pairs;
    this.#counts = counts;
    for (const [word, count] of wordCounts) {
      const characters = Array.from(word);
      const last = characters.length - 1;
      const symbols = characters.map((character, i) =>
        pairs.symbolId(i === last ? character + END_OF_WORD : character),
      );
      const number = this.#words.push({ symbols, count }) - 1;
      for (let i = 0; i < last; i++) this.#change([symbols[i], symbols[i + 1]], number, 1);
    }
  }

  /** Joins every occurrence of a pair and updates the counts and the index of the pairs around it. */
  merge(pair: number): void {
    const [first, second] = this.#pairs.members(pair);
    const joined = this.#pairs.symbolId(this.#pairs.symbol(first) + this.#pairs.symbol(second));
    const places = this.#index[pair] ?? new Map<number, number>();
    this.#counts.set(pair, 0);
    this.#index[pair] = new Map();
    for (const [number, occurrences] of places) {
      const word = this.#words[number];
      if (word === undefined || occurrences < 1) continue;
      const before = word.symbols;
      const after = joinPair(before, [first, second], joined);
      word.symbols = after;
      this.#forgetNeighbours(number, before, [first, second]);
      this.#countNeighbours(number, after, joined);
    }
    this.#counts.set(pair, 0);
  }

  /** "A B C" with B C joined: one "A B" fewer; "B C D": one "C D" fewer, unless D starts the next "B C". */
  #forgetNeighbours(
    number: number,
    word: readonly number[],
    [first, second]: readonly [number, number],
  ): void {
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
  #countNeighbours(number: number, word: readonly number[], joined: number): void {
    for (let i = word.indexOf(joined); i !== -1; i = word.indexOf(joined, i + 1)) {
      if (i > 0) this.#change([word[i - 1], joined], number, 1);
      if (i + 1 < word.length && word[i + 1] !== joined) this.#change([joined, word[i + 1]], number, 1);
    }
  }

  #change(
    [first, second]: readonly [number | undefined, number | undefined],
    number: number,
    sign: 1 | -1,
  ): void {
    const word = this.#words[number];
    if (first === undefined || second === undefined || word === undefined) {
      throw new RangeError(`SegmentedWords: expected two neighbouring symbols in word ${number}`);
    }
    const pair = this.#pairs.pairId(first, second);
    this.#counts.add(pair, sign * word.count);
    while (this.#index.length <= pair) this.#index.push(new Map());
    const places = this.#index[pair];
    places?.set(number, (places.get(number) ?? 0) + sign);
  }
}

/** Joins the occurrences of a pair from left to right; in "x x x" only the first two are joined. */
function joinPair(
  word: readonly number[],
  [first, second]: readonly [number, number],
  joined: number,
): number[] {
  const result: number[] = [];
  for (let i = 0; i < word.length; i++) {
    const symbol = word[i] ?? -1;
    if (symbol === first && word[i + 1] === second) {
      result.push(joined);
      i++;
    } else {
      result.push(symbol);
    }
  }
  return result;
}
