import { describe, expect, it } from 'vitest';
import { goldenResampling } from '../testing/golden-resampling.js';
import { drawBits, drawIndices } from './draws.js';
import { createPcg64 } from './pcg64.js';

describe.each(goldenResampling.streams)("numpy's generator with seed $seed", (expected) => {
  const { seed, words, bits, indicesAfterBits } = expected;

  it('gives the same words', () => {
    const stream = createPcg64(seed);
    expect(words.map(() => stream.next32())).toEqual(words);
  });

  it('draws the same indices and bits', () => {
    const stream = createPcg64(seed);
    for (const [bound, indices] of Object.entries(expected.indices)) {
      expect([...drawIndices(stream, Number(bound), indices.length)]).toEqual(indices);
    }
    expect([...drawBits(stream, bits.length)]).toEqual(bits);
    expect([...drawIndices(stream, 1000, indicesAfterBits.length)]).toEqual(indicesAfterBits);
  });
});

describe('drawIndices', () => {
  it('draws every index about as often', () => {
    const counts = new Array<number>(7).fill(0);
    for (const index of drawIndices(createPcg64(3), 7, 70_000)) counts[index] = (counts[index] ?? 0) + 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it.each([0, 2 ** 21 + 1, 1.5])('refuses the bound %d', (bound) => {
    expect(() => drawIndices(createPcg64(1), bound, 1)).toThrow(
      new RangeError(`drawIndices: expected a bound from 1 to 2097152, got ${bound}`),
    );
  });
});

describe('createPcg64', () => {
  it.each([-1, 0.5, 2 ** 53, NaN])('refuses the seed %d', (seed) => {
    expect(() => createPcg64(seed)).toThrow(
      new RangeError(`seed: expected a whole number from 0 to 2^53 - 1, got ${seed}`),
    );
  });
});
