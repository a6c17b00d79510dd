import type { SignatureField } from '../signature.js';

/** Options of TER, all false by default, as tercom's. */
export interface TerOptions {
  /** Undo XML entities, let punctuation stand apart from words, join lines. */
  readonly normalized?: boolean | undefined;
  /** Remove punctuation. */
  readonly noPunctuation?: boolean | undefined;
  /** Extend `normalized` and `noPunctuation` to Chinese and Japanese: ideographs stand alone. */
  readonly asianSupport?: boolean | undefined;
  /** Do not lower-case. */
  readonly caseSensitive?: boolean | undefined;
}

/** Options with every default settled. */
export type ResolvedTerOptions = { readonly [Name in keyof TerOptions]-?: boolean };

/** Settles the defaults. */
export function resolveTerOptions(options: TerOptions): ResolvedTerOptions {
  const { normalized = false, noPunctuation = false, asianSupport = false, caseSensitive = false } = options;
  return { normalized, noPunctuation, asianSupport, caseSensitive };
}

/** What TER's options add to a signature. */
export function terChoices(options: ResolvedTerOptions): SignatureField[] {
  return [
    ['case', options.caseSensitive ? 'mixed' : 'lc', 'c'],
    ['tok', 'tercom', 't'],
    ['norm', options.normalized, 'nr'],
    ['punct', !options.noPunctuation, 'pn'],
    ['asian', options.asianSupport, 'as'],
  ];
}
