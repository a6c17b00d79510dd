import { describe, expect, it } from 'vitest';
import { parseNumbers, summary } from './several-runs.js';

describe('summary', () => {
  it('is mean, standard deviation of the sample and best', () => {
    expect(summary([1, 2, 3, 6])).toEqual({ mean: 3, spread: Math.sqrt(14 / 3), best: 6 });
    expect(summary([5])).toEqual({ mean: 5, spread: null, best: 5 });
  });
});

describe('parseNumbers', () => {
  it('reads lists, and refuses what is none', () => {
    expect(parseNumbers('seeds', '1, 2,2', Number.isInteger)).toEqual([1, 2]);
    for (const text of ['', '1,', 'a', '0.5']) {
      expect(() => parseNumbers('seeds', text, Number.isInteger)).toThrow('--seeds: expected numbers');
    }
  });
});
