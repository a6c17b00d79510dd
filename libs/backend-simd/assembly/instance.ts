// What each instance of the module (one a thread, all over one memory) has for itself.

const WORDS_BYTES: usize = 64;

let base: usize = 0;
let wide: bool = false;

/** Bytes of private memory an instance needs besides the matrix product's. */
export const INSTANCE_BYTES: usize = WORDS_BYTES;

/**
 * Gives this instance its private work space (`workBytes()` bytes) and says whether two neighbouring 128-bit operations
 * run as one of 256 bits, for which another tile of the matrix product is best.
 */
export function initThread(work: usize, hasWideVectors: i32): void {
  base = work;
  wide = hasWideVectors != 0;
}

/** Sixteen words for random numbers. */
@inline
export function randomWords(): usize {
  return base;
}

/** Work space of the matrix product. */
@inline
export function productWork(): usize {
  return base + WORDS_BYTES;
}

@inline
export function hasWideVectors(): bool {
  return wide;
}
