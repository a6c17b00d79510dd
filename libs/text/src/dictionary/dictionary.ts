import { removeBpe } from '../bpe/remove-bpe.js';
import { PYTHON_SPACE } from '../unicode.js';
import { BOS_ID, EOS_ID, SPECIAL_SYMBOLS, UNK_ID } from './special-symbols.js';

/** A symbol of a dictionary and how often it occurred in the text the dictionary was built from. */
export interface DictionaryEntry {
  readonly symbol: string;
  readonly count: number;
}

export interface EncodeOptions {
  /** Ends the ids with that of `</s>`. Default true. */
  readonly appendEos?: boolean;
}

export interface DecodeOptions {
  /** Joins the pieces that byte-pair encoding made. Default false. */
  readonly joinBpe?: boolean;
  /** What is written for an unknown symbol. Default `<unk>`; scorers of hypotheses write `<<unk>>`, which no text has. */
  readonly unknown?: string;
}

const SPACES = new RegExp(`[${PYTHON_SPACE}]+`);

/** The words of a line, as fairseq divides it: at runs of whitespace. */
export function dictionaryWords(line: string): string[] {
  return line.split(SPACES).filter((word) => word !== '');
}

/** Symbols and their ids, as in fairseq: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, then the rest in the given order. */
export class Dictionary {
  readonly #symbols: string[] = [...SPECIAL_SYMBOLS];
  readonly #counts: number[];
  readonly #ids = new Map<string, number>(SPECIAL_SYMBOLS.map((symbol, id) => [symbol, id]));

  /**
   * @param entries what follows the special symbols, in the order of ids. A symbol that comes twice keeps both places;
   * its id is the later one.
   * @param specialCounts counts of the special symbols, 1 each unless the text had them.
   */
  constructor(entries: Iterable<DictionaryEntry>, specialCounts: readonly number[] = [1, 1, 1, 1]) {
    if (specialCounts.length !== SPECIAL_SYMBOLS.length) {
      throw new Error(
        `Dictionary: expected ${SPECIAL_SYMBOLS.length} special counts, got ${specialCounts.length}`,
      );
    }
    this.#counts = [...specialCounts];
    for (const { symbol, count } of entries) {
      this.#ids.set(symbol, this.#symbols.length);
      this.#symbols.push(symbol);
      this.#counts.push(count);
    }
  }

  /** The number of symbols, special ones included. */
  get size(): number {
    return this.#symbols.length;
  }

  has(symbol: string): boolean {
    return this.#ids.has(symbol);
  }

  /** The id of a symbol, that of `<unk>` when the dictionary does not have it. */
  idOf(symbol: string): number {
    return this.#ids.get(symbol) ?? UNK_ID;
  }

  /** The symbol with an id. Throws on an id outside the dictionary. */
  symbolOf(id: number): string {
    const symbol = this.#symbols[id];
    if (symbol === undefined)
      throw new RangeError(`Dictionary: expected an id in 0..${this.size - 1}, got ${id}`);
    return symbol;
  }

  /** All symbols in the order of their ids, with their counts. */
  *entries(): Generator<DictionaryEntry, void, undefined> {
    for (const [id, symbol] of this.#symbols.entries()) yield { symbol, count: this.#counts[id] ?? 0 };
  }

  /** The ids of a line's words. */
  encodeLine(line: string, { appendEos = true }: EncodeOptions = {}): Int32Array {
    const words = dictionaryWords(line);
    const ids = new Int32Array(words.length + (appendEos ? 1 : 0));
    for (const [i, word] of words.entries()) ids[i] = this.idOf(word);
    if (appendEos) ids[words.length] = EOS_ID;
    return ids;
  }

  /** The text of ids; `<s>` and `</s>` are left out, `<pad>` is not. */
  decode(ids: Iterable<number>, { joinBpe = false, unknown = '<unk>' }: DecodeOptions = {}): string {
    const words: string[] = [];
    for (const id of ids) {
      if (id !== BOS_ID && id !== EOS_ID) words.push(id === UNK_ID ? unknown : this.symbolOf(id));
    }
    const text = words.join(' ');
    return joinBpe ? removeBpe(text) : text;
  }
}
