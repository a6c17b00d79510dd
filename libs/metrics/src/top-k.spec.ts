import { describe, expect, it } from 'vitest';
import { topKHits } from './top-k.js';

describe('topKHits', () => {
  const scores = [0.1, 0.7, 0.2, 5, -1, 2, 1, 1, 1];

  it('counts labels among the highest scores', () => {
    expect([1, 2, 3].map((k) => topKHits(scores, [2, 2, 0], k))).toEqual([1, 3, 3]);
    expect([1, 2, 3].map((k) => topKHits(scores, [0, 1, 1], k))).toEqual([0, 1, 3]);
  });

  it('is accuracy by the first highest score for k = 1', () => {
    for (const labels of [
      [0, 0, 0],
      [1, 0, 0],
      [1, 0, 2],
      [1, 2, 1],
    ]) {
      const hits = labels.filter((label, row) => {
        const of = scores.slice(3 * row, 3 * row + 3);
        return of.indexOf(Math.max(...of)) === label;
      }).length;
      expect(topKHits(scores, labels, 1)).toBe(hits);
    }
  });

  it('gives nothing for scores that are no numbers, and refuses rows of unequal length', () => {
    expect(topKHits([NaN, NaN], [0], 1)).toBe(0);
    expect(topKHits([NaN, 1, 0], [2], 2)).toBe(0);
    expect(() => topKHits([1, 2, 3], [0, 1], 1)).toThrow('for each of 2 labels, got 3');
  });
});
