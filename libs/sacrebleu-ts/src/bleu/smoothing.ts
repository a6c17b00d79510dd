import { formatFixed } from '../number-format.js';

/**
 * What to do with an n-gram order that has no match (Chen and Cherry 2014, "A Systematic Comparison of Smoothing
 * Techniques for Sentence-Level BLEU"): `floor` counts a small number of matches instead, `add-k` adds k to the matches
 * and totals of every order above 1, `exp` halves the precision with each empty order (NIST), `none` leaves it 0.
 */
export type Smoothing = 'exp' | 'floor' | 'add-k' | 'none';

/** Smoothing with its value settled: undefined for the methods that take none. */
export interface ResolvedSmoothing {
  readonly method: Smoothing;
  readonly value: number | undefined;
}

const DEFAULT_VALUES: ReadonlyMap<
  string,
  { readonly method: Smoothing; readonly value: number | undefined }
> = new Map([
  ['exp', { method: 'exp', value: undefined }],
  ['floor', { method: 'floor', value: 0.1 }],
  ['add-k', { method: 'add-k', value: 1 }],
  ['none', { method: 'none', value: undefined }],
]);

/**
 * Settles a smoothing method and its value.
 *
 * @param method the method's name; a string, as it may come from a command line
 * @param value for `floor` and `add-k` only; default 0.1 and 1
 * @throws RangeError for an unknown method, a value that is not a positive number, or a value where none is taken
 */
export function resolveSmoothing(method: string, value?: number): ResolvedSmoothing {
  const known = DEFAULT_VALUES.get(method);
  if (known === undefined) {
    throw new RangeError(
      `smoothing: expected one of ${[...DEFAULT_VALUES.keys()].join(', ')}, got '${method}'`,
    );
  }
  if (value === undefined) return known;
  if (known.value === undefined) throw new RangeError(`smoothingValue: '${method}' takes none, got ${value}`);
  if (!Number.isFinite(value) || value <= 0) {
    throw new RangeError(`smoothingValue: expected a positive number, got ${value}`);
  }
  return { method: known.method, value };
}

/** The smoothing as a signature shows it: `exp`, `floor[0.10]`, `add-k[1.00]`. */
export function formatSmoothing({ method, value }: ResolvedSmoothing): string {
  return value === undefined ? method : `${method}[${formatFixed(value, 2)}]`;
}
