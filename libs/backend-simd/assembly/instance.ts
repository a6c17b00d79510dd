// What each instance of the module (one a thread, all over one memory) has for itself.

import { forgetKeys } from './philox-masks';

const WORDS_BYTES: usize = 128;
const MASKS_BYTES: usize = 2048;
const KEYS_BYTES: usize = 256;

let base: usize = 0;
let wide: bool = false;

/** Bytes of private memory an instance needs besides the matrix product's. */
export const INSTANCE_BYTES: usize = WORDS_BYTES + KEYS_BYTES + MASKS_BYTES;

/**
 * Gives this instance its private work space (`workBytes()` bytes) and says whether two neighbouring 128-bit operations
 * run as one of 256 bits, for which another tile of the matrix product is best.
 */
export function initThread(work: usize, hasWideVectors: i32): void {
  base = work;
  forgetKeys();
  wide = hasWideVectors != 0;
}

/** Thirty-two words for masks, and for whatever else is small. */
@inline
export function randomWords(): usize {
  return base;
}

/** Where the round keys of Philox are kept (see philox-masks.ts). */
@inline
export function roundKeys(): usize {
  return base + WORDS_BYTES;
}

/** Masks of 1024 random numbers, two a word (see philox.ts). */
@inline
export function randomMasks(): usize {
  return base + WORDS_BYTES + KEYS_BYTES;
}

/** Work space of the matrix product. */
@inline
export function productWork(): usize {
  return base + INSTANCE_BYTES;
}

@inline
export function hasWideVectors(): bool {
  return wide;
}
