import { DataError } from '../data-error.js';
import { pairCount, type PairLengths } from './ordered-indices.js';

/** The longest sentence a model takes on each side, in tokens with `</s>` (fairseq `--max-source-positions`, ...). */
export interface MaxPositions {
  readonly source: number;
  readonly target: number;
}

/** The outcome of a length filter; `dropped` in ascending order, so that it can be reported. */
export interface FilteredIndices {
  readonly kept: Int32Array;
  readonly dropped: Int32Array;
}

/** Splits `order` into pairs that fit `maxPositions` on both sides, order kept, and those that do not. */
export function filterByLength(
  order: Int32Array,
  lengths: PairLengths,
  maxPositions: MaxPositions,
): FilteredIndices {
  pairCount('filterByLength', lengths);
  const fits = (index: number): boolean =>
    (lengths.source[index] ?? Infinity) <= maxPositions.source &&
    (lengths.target[index] ?? Infinity) <= maxPositions.target;
  return { kept: order.filter(fits), dropped: order.filter((index) => !fits(index)).sort() };
}

/** Like {@link filterByLength}, but too long pairs are an error: for test sets, where every line counts. */
export function requireLengths(order: Int32Array, lengths: PairLengths, maxPositions: MaxPositions): void {
  const { dropped } = filterByLength(order, lengths, maxPositions);
  const first = dropped[0];
  if (first === undefined) return;
  throw new DataError(
    `${dropped.length} of ${order.length} sentence pairs are longer than the model takes (source ${maxPositions.source}, target ${maxPositions.target}); the first is line ${first + 1} with ${lengths.source[first]} and ${lengths.target[first]} tokens.`,
  );
}
