import { compareCodePoints } from '../unicode.js';
import { Dictionary, dictionaryWords, type DictionaryEntry } from './dictionary.js';
import { EOS_ID, SPECIAL_SYMBOLS } from './special-symbols.js';

export interface BuildDictionaryOptions {
  /** Symbols that occur less often are left out. Default 0: none. */
  readonly threshold?: number;
  /** Most symbols, special ones included, before padding. Default: all. */
  readonly maxSymbols?: number;
  /** `madeupword0000`, `madeupword0001`, ... are added until the size is a multiple of this. Default 8; 1 adds none. */
  readonly paddingFactor?: number;
}

/** What a dictionary is made from: how often every symbol occurs, special ones included, and the number of lines. */
export interface SymbolCounts {
  readonly symbols: ReadonlyMap<string, number>;
  readonly lines: number;
}

/**
 * Builds a dictionary from the words of lines, as `fairseq-preprocess` does. For a joined dictionary pass the lines of
 * both languages. Most frequent symbols come first, equal ones in code-point order; `</s>` is counted once a line.
 */
export function buildDictionary(lines: Iterable<string>, options: BuildDictionaryOptions = {}): Dictionary {
  const symbols = new Map<string, number>();
  let lineCount = 0;
  for (const line of lines) {
    for (const word of dictionaryWords(line)) symbols.set(word, (symbols.get(word) ?? 0) + 1);
    lineCount++;
  }
  return dictionaryFromCounts({ symbols, lines: lineCount }, options);
}

/** The dictionary of lines that were counted elsewhere; the same as {@link buildDictionary} makes of the lines. */
export function dictionaryFromCounts(counts: SymbolCounts, options: BuildDictionaryOptions = {}): Dictionary {
  const { threshold = 0, maxSymbols = Infinity, paddingFactor = 8 } = options;
  if (!Number.isInteger(paddingFactor) || paddingFactor < 1) {
    throw new RangeError(`buildDictionary: expected a padding factor of 1 or more, got ${paddingFactor}`);
  }
  const specials = new Set<string>(SPECIAL_SYMBOLS);
  const entries: DictionaryEntry[] = [...counts.symbols]
    .filter(([symbol]) => !specials.has(symbol))
    .map(([symbol, count]) => ({ symbol, count }))
    .sort((a, b) => b.count - a.count || compareCodePoints(a.symbol, b.symbol))
    .slice(0, Math.max(0, maxSymbols - SPECIAL_SYMBOLS.length))
    .filter(({ count }) => count >= threshold);
  padEntries(entries, paddingFactor);
  const specialCounts = SPECIAL_SYMBOLS.map(
    (symbol, id) => 1 + (counts.symbols.get(symbol) ?? 0) + (id === EOS_ID ? counts.lines : 0),
  );
  return new Dictionary(entries, specialCounts);
}

/** Rounds the size up, so that matrix products over the vocabulary have an even width. */
function padEntries(entries: DictionaryEntry[], factor: number): void {
  const taken = new Set(entries.map(({ symbol }) => symbol));
  for (let i = 0; (entries.length + SPECIAL_SYMBOLS.length) % factor !== 0; i++) {
    const symbol = `madeupword${String(i).padStart(4, '0')}`;
    if (!taken.has(symbol)) entries.push({ symbol, count: 0 });
  }
}
