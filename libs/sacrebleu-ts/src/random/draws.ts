import type { RandomStream } from './pcg64.js';

const WORD = 2 ** 32;
/** Products of a 32-bit number and a bound below this are exact in doubles. */
const HIGHEST_BOUND = 2 ** 21;

/**
 * Draws whole numbers from 0 to `bound - 1`, all equally likely, as numpy's `Generator.integers(bound)` and
 * `Generator.choice(bound)` do (Lemire 2019, "Fast Random Integer Generation in an Interval"). A bound of 1 draws nothing.
 *
 * @param bound 1 to 2^21
 * @throws RangeError for another bound
 */
export function drawIndices(stream: RandomStream, bound: number, count: number): Int32Array {
  if (!Number.isInteger(bound) || bound < 1 || bound > HIGHEST_BOUND) {
    throw new RangeError(`drawIndices: expected a bound from 1 to ${HIGHEST_BOUND}, got ${bound}`);
  }
  const indices = new Int32Array(count);
  if (bound === 1) return indices;
  const threshold = WORD % bound;
  for (let index = 0; index < count; index += 1) {
    let product: number;
    do product = stream.next32() * bound;
    while (product % WORD < threshold);
    indices[index] = Math.floor(product / WORD);
  }
  return indices;
}

/** Draws 0 or 1 so many times, as numpy's `Generator.integers(2, dtype=bool)` does: the bits of a word, lowest first. */
export function drawBits(stream: RandomStream, count: number): Uint8Array {
  const bits = new Uint8Array(count);
  let word = 0;
  for (let index = 0; index < count; index += 1) {
    word = index % 32 === 0 ? stream.next32() : word >>> 1;
    bits[index] = word & 1;
  }
  return bits;
}
