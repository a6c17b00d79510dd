import { describe, expect, it } from 'vitest';
import { philoxMask } from './dropout.js';
import { deriveKey, type RandomKey, visitHalfWords } from './philox.js';

const SIZE = 2 ** 17;
const DEVIATIONS = 4;
const key = deriveKey(11, 12, 'mask');

const mask = (rate: number, from: RandomKey = key, size = SIZE) =>
  philoxMask([size], { kind: 'philox', key: from, rates: [rate] }).dataSync();

const isKept = (rate: number, from: RandomKey) => Array.from(mask(rate, from), (x) => x > 0);

/** Correlation of two lists of truth values, in standard deviations of what independent ones give. */
function correlation(a: readonly boolean[], b: readonly boolean[]): number {
  const share = (list: readonly boolean[]) => list.filter(Boolean).length / list.length;
  const both = share(a.map((x, i) => x && b[i] === true));
  const [p, q] = [share(a), share(b)];
  return (Math.sqrt(a.length) * (both - p * q)) / Math.sqrt(p * (1 - p) * q * (1 - q));
}

describe('dropout masks', () => {
  it.each([0.05, 0.1, 0.3, 0.5, 0.9])('drop a share of %d', (rate) => {
    const dropped = mask(rate).filter((x) => x === 0).length / SIZE;
    expect(Math.abs(dropped - rate)).toBeLessThan(DEVIATIONS * Math.sqrt((rate * (1 - rate)) / SIZE));
  });

  // 4: the other half of the same word; 8: the same half of the next block.
  it.each([1, 2, 3, 4, 5, 8, 64, 1024])('elements %i apart are independent', (distance) => {
    for (const rate of [0.1, 0.5]) {
      const kept = isKept(rate, key);
      const found = correlation(kept.slice(0, -distance), kept.slice(distance));
      expect(Math.abs(found)).toBeLessThan(DEVIATIONS);
    }
  });

  it('the halves of a word are independent, whichever word', () => {
    const kept = isKept(0.3, key);
    for (let word = 0; word < 4; word++) {
      const half = (first: number) => kept.filter((_, i) => i % 8 === first);
      expect(Math.abs(correlation(half(word), half(word + 4)))).toBeLessThan(DEVIATIONS);
    }
  });

  it('of different keys are independent', () => {
    const kept = isKept(0.3, key);
    for (const other of [
      deriveKey(11, 13, 'mask'),
      deriveKey(12, 12, 'mask'),
      deriveKey(11, 12, 'site'),
      { k0: key.k0 ^ 1, k1: key.k1 },
      { k0: key.k0, k1: key.k1 ^ 0x80000000 },
    ]) {
      expect(Math.abs(correlation(kept, isKept(0.3, other)))).toBeLessThan(DEVIATIONS);
    }
  });

  it('compare 16 bits with the rate', () => {
    for (const rate of [0.1, 2 ** -17, 1 - 1.01 * 2 ** -17]) {
      const expected = new Float32Array(SIZE);
      visitHalfWords(key, 0, SIZE, (i, number) => {
        if (number >= Math.floor(rate * 65536 + 0.5)) expected[i] = 1 / (1 - rate);
      });
      expect(mask(rate)).toEqual(expected);
    }
  });

  it('drop none at a rate below 2^-17, all from 1 - 2^-17 on', () => {
    const scale = Math.fround(1 / (1 - 0.99 * 2 ** -17));
    expect(scale).toBeGreaterThan(1);
    expect(mask(0.99 * 2 ** -17)).toEqual(new Float32Array(SIZE).fill(scale));
    expect(mask(1 - 2 ** -17)).toEqual(new Float32Array(SIZE));
    expect(mask(1 - 2 ** -53)).toEqual(new Float32Array(SIZE));
  });
});
