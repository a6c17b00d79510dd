import { checkedPermutation, type Shuffle } from './permutation.js';

/** Tokens per sentence on both sides, `</s>` counted, as the model sees them. */
export interface PairLengths {
  readonly source: ArrayLike<number>;
  readonly target: ArrayLike<number>;
}

/** The number of pairs; both sides must agree on it and every length must be a whole number of at least 1. */
export function pairCount(where: string, lengths: PairLengths): number {
  const { source, target } = lengths;
  if (source.length !== target.length) {
    throw new RangeError(
      `${where}: expected as many source as target lengths, got ${source.length} and ${target.length}`,
    );
  }
  for (const [side, values] of Object.entries({ source, target })) {
    for (let index = 0; index < values.length; index += 1) {
      const length = values[index];
      if (length === undefined || !Number.isInteger(length) || length < 1) {
        throw new RangeError(
          `${where}: expected ${side} lengths of at least 1, got ${length} at index ${index}`,
        );
      }
    }
  }
  return source.length;
}

/**
 * The order in which pairs are cut into batches: a seeded permutation, stable-sorted by target length, then stable-sorted
 * by source length. So pairs lie by source length, within it by target length, and ties in random order (fairseq,
 * `LanguagePairDataset.ordered_indices`). Without `shuffle` ties keep the order of the file.
 */
export function orderedIndices(lengths: PairLengths, shuffle?: Shuffle): Int32Array {
  const size = pairCount('orderedIndices', lengths);
  const order =
    shuffle === undefined
      ? Int32Array.from({ length: size }, (_, index) => index)
      : Int32Array.from(checkedPermutation('orderedIndices', shuffle, size));
  return countingSort(countingSort(order, lengths.target), lengths.source);
}

/** A stable sort of `order` by `keys[index]`, linear in the number of entries and the longest length. */
function countingSort(order: Int32Array, keys: ArrayLike<number>): Int32Array {
  let longest = 0;
  for (const index of order) longest = Math.max(longest, keys[index] ?? 0);
  const next = new Int32Array(longest + 2);
  for (const index of order) {
    const slot = (keys[index] ?? 0) + 1;
    next[slot] = (next[slot] ?? 0) + 1;
  }
  for (let slot = 1; slot < next.length; slot += 1) next[slot] = (next[slot] ?? 0) + (next[slot - 1] ?? 0);
  const sorted = new Int32Array(order.length);
  for (const index of order) {
    const key = keys[index] ?? 0;
    const position = next[key] ?? 0;
    sorted[position] = index;
    next[key] = position + 1;
  }
  return sorted;
}
