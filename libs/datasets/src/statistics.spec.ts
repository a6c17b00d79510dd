import { describe, expect, it } from 'vitest';
import { lengthStatistics, parallelStatistics, textStatistics } from './statistics.js';

describe('lengthStatistics', () => {
  it('summarises, percentiles by nearest rank', () => {
    expect(lengthStatistics(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
      count: 100,
      total: 5050,
      min: 1,
      mean: 50.5,
      median: 50,
      p95: 95,
      p99: 99,
      max: 100,
    });
    expect(lengthStatistics([7])).toMatchObject({ min: 7, median: 7, p99: 7, max: 7 });
    expect(lengthStatistics([])).toMatchObject({ count: 0, total: 0, mean: 0, max: 0 });
  });
});

describe('textStatistics', () => {
  it('counts lines, words and code points', () => {
    expect(textStatistics(['der  Hund bellt', '', 'der 😀'])).toMatchObject({
      lines: 3,
      emptyLines: 1,
      characters: 20,
      distinctWords: 4,
      words: { total: 5, max: 3 },
    });
  });

  it('does both sides', () => {
    const { source, target } = parallelStatistics({ source: ['ja'], target: ['yes sir'] });
    expect([source.words.total, target.words.total]).toEqual([1, 2]);
  });
});
