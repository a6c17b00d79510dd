import { describe, expect, it } from 'vitest';
import { joinCounts, WordCounts } from './word-counts.js';

describe('WordCounts', () => {
  it('is exact while there is room', () => {
    const words = new WordCounts(3);
    words.add(new Map([['a', 2]]));
    words.add(
      new Map([
        ['b', 1],
        ['a', 3],
        ['c', 1],
      ]),
    );
    expect([...words.counts]).toEqual([
      ['a', 5],
      ['b', 1],
      ['c', 1],
    ]);
    expect(words.dropped).toBe(0);
  });

  it('drops the rarest when there is none, and counts what it dropped', () => {
    const words = new WordCounts(2);
    words.add(
      new Map([
        ['a', 3],
        ['b', 1],
        ['c', 2],
      ]),
    );
    expect([...words.counts.keys()]).toEqual(['a', 'c']);
    words.add(
      new Map([
        ['d', 4],
        ['e', 2],
      ]),
    );
    expect([...words.counts]).toEqual([
      ['a', 3],
      ['d', 4],
    ]);
    expect(words.dropped).toBe(1 + 2 + 2);
  });

  it('joins without changing what it joins', () => {
    const [a, b] = [
      new Map([['x', 1]]),
      new Map([
        ['x', 2],
        ['y', 1],
      ]),
    ];
    expect([...joinCounts(a, b)]).toEqual([
      ['x', 3],
      ['y', 1],
    ]);
    expect(a.get('x')).toBe(1);
  });
});
