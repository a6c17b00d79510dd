import { compareCodePoints } from '../unicode.js';

/** Gives symbols and ordered pairs of symbols small consecutive numbers, so that counts live in flat arrays. */
export class SymbolPairs {
  readonly #symbols: string[] = [];
  readonly #symbolIds = new Map<string, number>();
  readonly #pairIds: Map<number, number>[] = [];
  readonly #firsts: number[] = [];
  readonly #seconds: number[] = [];

  symbolId(symbol: string): number {
    const known = this.#symbolIds.get(symbol);
    if (known !== undefined) return known;
    const id = this.#symbols.length;
    this.#symbols.push(symbol);
    this.#symbolIds.set(symbol, id);
    this.#pairIds.push(new Map());
    return id;
  }

  pairId(first: number, second: number): number {
    const seconds = this.#pairIds[first];
    if (seconds === undefined)
      throw new RangeError(`SymbolPairs: expected a known symbol, got number ${first}`);
    const known = seconds.get(second);
    if (known !== undefined) return known;
    const id = this.#firsts.length;
    this.#firsts.push(first);
    this.#seconds.push(second);
    seconds.set(second, id);
    return id;
  }

  /** The numbers of a pair's two symbols. */
  members(pair: number): readonly [number, number] {
    const first = this.#firsts[pair];
    const second = this.#seconds[pair];
    if (first === undefined || second === undefined) {
      throw new RangeError(`SymbolPairs: expected a known pair, got number ${pair}`);
    }
    return [first, second];
  }

  symbol(id: number): string {
    const symbol = this.#symbols[id];
    if (symbol === undefined) throw new RangeError(`SymbolPairs: expected a known symbol, got number ${id}`);
    return symbol;
  }

  /** Orders two pairs by their first, then their second symbol, by code point. */
  compare(a: number, b: number): number {
    const [firstA, secondA] = this.members(a);
    const [firstB, secondB] = this.members(b);
    if (firstA !== firstB) return compareCodePoints(this.symbol(firstA), this.symbol(firstB));
    return compareCodePoints(this.symbol(secondA), this.symbol(secondB));
  }
}
