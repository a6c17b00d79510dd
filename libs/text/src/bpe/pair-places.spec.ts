import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-text.js';
import { PairPlaces } from './pair-places.js';

describe('PairPlaces', () => {
  it.each([1, 2, 3])('gives every word a pair was seen in since it was taken last, seed %i', (seed) => {
    const next = randomNumbers(seed);
    const below = (limit: number): number => Math.floor(next() * limit);
    const places = new PairPlaces();
    const expected = new Map<number, Set<number>>();
    for (let round = 0; round < 60_000; round++) {
      const pair = below(40) ** 2;
      if (below(500) === 0) {
        expect(new Set(places.take(pair))).toEqual(expected.get(pair) ?? new Set());
        expected.delete(pair);
        continue;
      }
      const word = below(3000);
      expected.set(pair, (expected.get(pair) ?? new Set()).add(word));
      places.add(pair, word);
    }
  });

  it('knows nothing of a pair it has not met', () => {
    expect(new PairPlaces().take(123_456)).toEqual([]);
  });
});
