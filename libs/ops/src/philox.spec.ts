import { describe, expect, it } from 'vitest';
import {
  deriveKey,
  philox4x32,
  randomNormal,
  randomUniform,
  shuffled,
  visitHalfWords,
  visitWords,
} from './philox.js';

const hex = (words: number[]) => words.map((w) => w.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  // Known-answer vectors published with Random123 (kat_vectors, philox 4x32, 7 and 10 rounds).
  const zeros = { counter: [0, 0, 0, 0], key: { k0: 0, k1: 0 } } as const;
  const ones = {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: { k0: 0xffffffff, k1: 0xffffffff },
  } as const;
  const digits = {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: { k0: 0xa4093822, k1: 0x299f31d0 },
  } as const;

  it.each([
    [7, zeros, '5f6fb709 0d893f64 4f121f81 4f730a48'],
    [7, ones, '5207ddc2 45165e59 4d8ee751 8c52f662'],
    [7, digits, '4dfccaba 190a87f0 c47362ba b6b5242a'],
    [10, zeros, '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [10, ones, '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [10, digits, 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const)('%i rounds of %j', (rounds, { counter, key }, expected) => {
    expect(hex(philox4x32(counter, key, rounds))).toBe(expected);
    if (rounds === 10) expect(hex(philox4x32(counter, key))).toBe(expected);
  });
});

describe('deriveKey', () => {
  it('changes with seed, update and site, also above 32 bits', () => {
    const keys = [
      deriveKey(1, 0, 'a'),
      deriveKey(2, 0, 'a'),
      deriveKey(1, 1, 'a'),
      deriveKey(1, 0, 'b'),
      deriveKey(1 + 2 ** 32, 0, 'a'),
      deriveKey(1, 2 ** 32, 'a'),
    ];
    expect(new Set(keys.map((k) => `${k.k0}/${k.k1}`)).size).toBe(keys.length);
    expect(deriveKey(7, 3, 'x')).toEqual(deriveKey(7, 3, 'x'));
  });

  it('refuses what is not a count', () => {
    expect(() => deriveKey(-1, 0, 'a')).toThrow('expected seed to be a whole number');
    expect(() => deriveKey(0, 1.5, 'a')).toThrow('expected update to be a whole number');
  });
});

describe('streams', () => {
  const key = deriveKey(5, 6, 'stream');

  it('gives element i the same word whatever range is visited', () => {
    const whole: number[] = [];
    visitWords(key, 0, 23, (i, word) => (whole[i] = word));
    const part: number[] = [];
    visitWords(key, 5, 19, (_, word) => part.push(word));
    expect(part).toEqual(whole.slice(5, 19));
    expect(whole.slice(4, 8)).toEqual(philox4x32([1, 0, 0, 0], key));
  });

  it.each([0, 3, 2 ** 32 + 5, 2 ** 35 - 4])('cuts words into halves, from element %i on', (start) => {
    const found: number[] = [];
    visitHalfWords(key, start, start + 21, (i, half) => (found[i - start] = half));
    const expected = found.map((_, i) => {
      const element = start + i;
      const counter = Math.floor(element / 8);
      const words = philox4x32([counter % 2 ** 32, Math.floor(counter / 2 ** 32), 0, 0], key, 7);
      const word = words[element % 4] ?? NaN;
      return element % 8 < 4 ? word % 2 ** 16 : Math.floor(word / 2 ** 16);
    });
    expect(found).toHaveLength(21);
    expect(found).toEqual(expected);
  });

  it('every bit of a half word is set half of the time', () => {
    const n = 40_000;
    const counts = new Array<number>(16).fill(0);
    visitHalfWords(key, 0, n, (_, half) => {
      for (let bit = 0; bit < 16; bit++) counts[bit] = (counts[bit] ?? 0) + ((half >>> bit) & 1);
    });
    for (const count of counts) expect(Math.abs(count / n - 0.5)).toBeLessThan(2 / Math.sqrt(n)); // 4 deviations
  });

  it('uniform and normal numbers have the right moments', () => {
    const n = 40_000;
    const moments = (values: Float32Array) => {
      const mean = values.reduce((sum, v) => sum + v, 0) / n;
      return [mean, values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n] as const;
    };
    const [uniformMean, uniformVariance] = moments(randomUniform(key, n, -1, 3));
    expect(uniformMean).toBeCloseTo(1, 1);
    expect(uniformVariance).toBeCloseTo(16 / 12, 1);
    const [normalMean, normalVariance] = moments(randomNormal(key, n, 2));
    expect(Math.abs(normalMean)).toBeLessThan(0.04);
    expect(normalVariance).toBeCloseTo(4, 0);
    expect(randomNormal(key, 7, 1)).toEqual(randomNormal(key, 8, 1).subarray(0, 7));
  });

  it('shuffled is a permutation that depends on the key', () => {
    const order = shuffled(key, 101);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i));
    expect(order).toEqual(shuffled(key, 101));
    expect(order).not.toEqual(shuffled(deriveKey(5, 7, 'stream'), 101));
    expect(shuffled(key, 0)).toHaveLength(0);
  });
});
