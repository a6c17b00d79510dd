/**
 * Gives a permutation of 0 .. size-1. Deterministic for a run when it comes from the run's seed, for example
 * `(size) => shuffled(deriveKey(seed, epoch, 'batches'), size)`.
 */
export type Shuffle = (size: number) => Int32Array;

/** Calls `shuffle` and makes sure that what comes back is a permutation: each of 0 .. size-1 exactly once. */
export function checkedPermutation(where: string, shuffle: Shuffle, size: number): Int32Array {
  const order = shuffle(size);
  if (order.length !== size) {
    throw new RangeError(
      `${where}: expected a permutation of ${size} entries from shuffle, got ${order.length}`,
    );
  }
  const seen = new Uint8Array(size);
  for (const index of order) {
    if (index < 0 || index >= size || seen[index] === 1) {
      throw new RangeError(
        `${where}: expected a permutation of 0..${size - 1} from shuffle, got ${index} ${index < 0 || index >= size ? 'outside of it' : 'twice'}`,
      );
    }
    seen[index] = 1;
  }
  return order;
}
