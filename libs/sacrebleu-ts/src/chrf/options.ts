import type { SignatureField } from '../signature.js';

/** Options of chrF. The defaults are chrF2; `wordOrder: 2` makes it chrF2++. */
export interface ChrfOptions {
  /** The longest n-gram of characters, default 6. */
  readonly charOrder?: number | undefined;
  /** The longest n-gram of words, default 0; 2 for chrF++ (Popovic 2017). */
  readonly wordOrder?: number | undefined;
  /** How many times more recall counts than precision, default 2. */
  readonly beta?: number | undefined;
  /** Compare lower-cased text. Default false. */
  readonly lowercase?: boolean | undefined;
  /** Count white space as characters. Default false. */
  readonly whitespace?: boolean | undefined;
  /**
   * How n-gram orders that a segment is too short to have are treated: false (default) leaves them out of the mean, true
   * gives each a tiny precision and recall and takes the mean of the orders' F-scores, as Popovic's own program does.
   */
  readonly epsSmoothing?: boolean | undefined;
}

/** Options with every default settled. */
export interface ResolvedChrfOptions {
  readonly charOrder: number;
  readonly wordOrder: number;
  readonly beta: number;
  readonly lowercase: boolean;
  readonly whitespace: boolean;
  readonly epsSmoothing: boolean;
}

/**
 * Settles the defaults.
 *
 * @throws RangeError for an order or beta that is no whole number from 0 on, or without any order
 */
export function resolveChrfOptions(options: ChrfOptions): ResolvedChrfOptions {
  const { charOrder = 6, wordOrder = 0, beta = 2 } = options;
  for (const [name, value] of Object.entries({ charOrder, wordOrder, beta })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${name}: expected a whole number from 0 on, got ${value}`);
    }
  }
  if (charOrder + wordOrder === 0) {
    throw new RangeError('charOrder: expected at least 1 where wordOrder is 0, got 0');
  }
  const { lowercase = false, whitespace = false, epsSmoothing = false } = options;
  return { charOrder, wordOrder, beta, lowercase, whitespace, epsSmoothing };
}

/** The metric's name under these options: `chrF2`, `chrF2++`. */
export function chrfName({ beta, wordOrder }: ResolvedChrfOptions): string {
  return `chrF${beta}${'+'.repeat(wordOrder)}`;
}

/** What chrF's options add to a signature. */
export function chrfChoices(options: ResolvedChrfOptions): SignatureField[] {
  return [
    ['case', options.lowercase ? 'lc' : 'mixed', 'c'],
    ['eff', !options.epsSmoothing, 'e'],
    ['nc', options.charOrder],
    ['nw', options.wordOrder],
    ['space', options.whitespace, 's'],
  ];
}
