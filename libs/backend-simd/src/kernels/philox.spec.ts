import { beforeAll, describe, expect, it } from 'vitest';
import { philox4x32 } from '@rdrop/ops';
import type { SimdBackend } from '../simd-backend.js';
import { useSimd } from '../testing/backends.js';

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});

/** Sixteen words, of counters (c0 .. c0 + 3, c1, c2, c3). */
function words(counter: readonly number[], key: readonly number[]): number[] {
  const address = backend.scratch('work', 64);
  backend.kernels.philox16(address, ...counter, ...key);
  return Array.from(backend.linear.ints(address, 16), (word) => word >>> 0);
}

const ONES = 0xffffffff;

describe('Philox 4x32-10', () => {
  // The known answers that the Random123 library publishes.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ONES, ONES, ONES, ONES],
      [ONES, ONES],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('counter %o, key %o', (counter, key, expected) => {
    expect(words(counter, key).slice(0, 4)).toEqual(expected);
  });

  it('gives the four counters the reference gives', () => {
    const key = { k0: 123456789, k1: 987654321 };
    const expected = [1000, 1001, 1002, 1003].flatMap((c) => philox4x32([c, 0, 0, 0], key));
    expect(words([1000, 0, 0, 0], [key.k0, key.k1])).toEqual(expected);
  });
});
