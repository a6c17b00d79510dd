import { describe, expect, it } from 'vitest';
import {
  columnSlices,
  elementSlices,
  partialSlices,
  perSlice,
  perThread,
  rowSlices,
  slices,
  valueOf,
  type Slices,
} from './slice-arguments.js';

/** The ranges that kernels get. */
function rangesOf({ count, begin, end }: Slices): [number, number][] {
  return Array.from({ length: count }, (_, slice) => [valueOf(begin, slice, 0), valueOf(end, slice, 0)]);
}

/** Every item once, in order. */
function expectToCover(parts: Slices, total: number): void {
  let next = 0;
  const wrong = rangesOf(parts).find(([begin, end]) => {
    const isNext = begin === next && end >= begin;
    next = end;
    return !isNext;
  });
  expect(wrong).toBeUndefined();
  expect(next).toBe(total);
}

const TOTALS = [0, 1, 2, 15, 16, 17, 100, 32_767, 32_768, 32_769, 1_000_000, 2 ** 31 - 1];

describe('slices', () => {
  it.each(TOTALS)('of %i items cover each once', (total) => {
    for (const grain of [0, 0.3, 1, 7, 100, 1e9]) {
      const parts = slices(total, grain);
      if (parts.count < 5000) expectToCover(parts, total);
      expect(parts.count).toBeLessThanOrEqual(4095);
      expect(parts.count).toBeGreaterThanOrEqual(1);
    }
    expectToCover(elementSlices(total), total);
    for (const width of [0, 1, 3, 1000, 100_000]) {
      expectToCover(rowSlices(total, width), total);
      expectToCover(rowSlices(total, width, 4), total);
      expectToCover(columnSlices(width, total), total);
      expectToCover(partialSlices(total, width), total);
      expect(partialSlices(total, width).count).toBeLessThanOrEqual(16);
    }
  });

  it('begin columns at whole cache lines', () => {
    for (const rows of [1, 100, 40_000]) {
      for (const [begin] of rangesOf(columnSlices(rows, 1000))) expect(begin % 16).toBe(0);
    }
  });

  it('are one for what is not worth a second thread', () => {
    expect(elementSlices(32_768).count).toBe(1);
    expect(elementSlices(32_769).count).toBe(2);
    expect(rowSlices(64, 512).count).toBe(1);
    expect(rowSlices(64, 512, 4).count).toBe(4);
  });

  it('move addresses by slice or by thread', () => {
    expect([0, 1, 5].map((slice) => valueOf(perSlice(640, 64), slice, 9))).toEqual([640, 704, 960]);
    expect([0, 1, 5].map((thread) => valueOf(perThread(640, 64), 9, thread))).toEqual([640, 704, 960]);
    expect(valueOf(7, 3, 4)).toBe(7);
  });
});
