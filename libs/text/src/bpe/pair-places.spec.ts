import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-text.js';
import { PairPlaces } from './pair-places.js';

describe('PairPlaces', () => {
  it.each([1, 2, 3])('counts as a map of maps does, seed %i', (seed) => {
    const next = randomNumbers(seed);
    const below = (limit: number): number => Math.floor(next() * limit);
    const places = new PairPlaces();
    const expected = new Map<number, Map<number, number>>();
    for (let round = 0; round < 60_000; round++) {
      const pair = below(40) ** 2;
      if (below(500) === 0) {
        const words = [...(expected.get(pair) ?? [])].filter(([, times]) => times > 0).map(([word]) => word);
        expect([...places.take(pair)].sort((a, b) => a - b)).toEqual(words.sort((a, b) => a - b));
        expected.delete(pair);
        continue;
      }
      // More is added than taken, and counts may fall below zero for a while.
      const [word, change] = [below(3000), below(5) < 3 ? 1 : -1];
      const words = expected.get(pair) ?? new Map<number, number>();
      words.set(word, (words.get(word) ?? 0) + change);
      expected.set(pair, words);
      places.add(pair, word, change);
    }
  });

  it('knows nothing of a pair it has not met', () => {
    expect([...new PairPlaces().take(123_456)]).toEqual([]);
  });
});
