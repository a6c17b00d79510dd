import { seedWords } from './seed-sequence.js';

const WORD = 2 ** 32;

/** A number of 128 bits as four words of 32, lowest first. */
type Words = readonly [number, number, number, number];

/** 0x2360ed051fc65da44385df649fccf645, the multiplier of PCG's 128-bit generators. */
const [M0, M1, M2, M3]: Words = [0x9fccf645, 0x4385df64, 0x1fc65da4, 0x2360ed05];

/** A stream of random bits. */
export interface RandomStream {
  /** The next 32 bits, as a whole number from 0 to 2^32 - 1. */
  next32(): number;
}

/**
 * The generator behind numpy's `default_rng(seed)`: PCG XSL RR 128/64 (O'Neill 2014, "PCG: A Family of Simple Fast
 * Space-Efficient Statistically Good Algorithms for Random Number Generation"), seeded through `SeedSequence`. Each
 * 64-bit output gives two numbers, the lower half first, as numpy takes them.
 *
 * @throws RangeError as `seedWords`
 */
export function createPcg64(seed: number): RandomStream {
  // The seed's words are 64-bit numbers with the lower half first; the state's upper half comes before its lower one.
  const [s2 = 0, s3 = 0, s0 = 0, s1 = 0, i2 = 0, i3 = 0, i0 = 0, i1 = 0] = seedWords(seed, 8);
  const increment = doubledPlusOne([i0, i1, i2, i3]);
  let state = advanced(sumOf(increment, [s0, s1, s2, s3]), increment);
  let waiting: number | undefined;
  return {
    next32() {
      if (waiting !== undefined) {
        const word = waiting;
        waiting = undefined;
        return word;
      }
      state = advanced(state, increment);
      const [low, high] = output(state);
      waiting = high;
      return low;
    },
  };
}

function doubledPlusOne([a, b, c, d]: Words): Words {
  return [
    ((a << 1) | 1) >>> 0,
    ((b << 1) | (a >>> 31)) >>> 0,
    ((c << 1) | (b >>> 31)) >>> 0,
    ((d << 1) | (c >>> 31)) >>> 0,
  ];
}

function sumOf([a, b, c, d]: Words, [e, f, g, h]: Words): Words {
  return carried(a + e, b + f, c + g, d + h);
}

/** state * multiplier + increment, modulo 2^128. Sums of a column stay below 2^53. */
function advanced([a, b, c, d]: Words, [e, f, g, h]: Words): Words {
  return carried(
    lowerHalf(a, M0) + e,
    upperHalf(a, M0) + lowerHalf(a, M1) + lowerHalf(b, M0) + f,
    upperHalf(a, M1) + upperHalf(b, M0) + lowerHalf(a, M2) + lowerHalf(b, M1) + lowerHalf(c, M0) + g,
    upperHalf(a, M2) +
      upperHalf(b, M1) +
      upperHalf(c, M0) +
      lowerHalf(a, M3) +
      lowerHalf(b, M2) +
      lowerHalf(c, M1) +
      lowerHalf(d, M0) +
      h,
  );
}

/** Columns brought below 2^32 each. */
function carried(a: number, b: number, c: number, d: number): Words {
  const second = b + Math.floor(a / WORD);
  const third = c + Math.floor(second / WORD);
  const fourth = d + Math.floor(third / WORD);
  return [a >>> 0, second >>> 0, third >>> 0, fourth >>> 0];
}

function lowerHalf(left: number, right: number): number {
  return Math.imul(left, right) >>> 0;
}

/** The upper 32 bits of a product of 64, by halves of 16 bits. */
function upperHalf(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  const middle = leftHigh * rightLow + ((leftLow * rightLow) >>> 16);
  const rest = leftLow * rightHigh + (middle & 0xffff);
  return leftHigh * rightHigh + (middle >>> 16) + (rest >>> 16);
}

/** XSL RR: the halves of the state xored, then rotated right by its top six bits. Gives the lower and upper 32 bits. */
function output([a, b, c, d]: Words): [low: number, high: number] {
  const turn = d >>> 26;
  const [near, far] = turn < 32 ? [a ^ c, b ^ d] : [b ^ d, a ^ c];
  const bits = turn % 32;
  if (bits === 0) return [near >>> 0, far >>> 0];
  return [((near >>> bits) | (far << (32 - bits))) >>> 0, ((far >>> bits) | (near << (32 - bits))) >>> 0];
}
