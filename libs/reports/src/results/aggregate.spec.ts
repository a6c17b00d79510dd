import { describe, expect, it } from 'vitest';
import { summarise } from './aggregate.js';
import { formatNumber, formatRanges, formatSeconds, formatSummary } from './format-values.js';

describe('summarise', () => {
  it('gives mean and sample standard deviation', () => {
    // By hand: mean 5, squared deviations 9 1 1 1 0 0 4 16, sum 32, 32 / 7.
    const summary = summarise([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(summary.mean).toBe(5);
    expect(summary.standardDeviation).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(summary.count).toBe(8);
  });

  it('gives no spread for one number, 0 for equal ones', () => {
    expect(summarise([3])).toEqual({ count: 1, mean: 3, standardDeviation: undefined });
    expect(summarise([3, 3]).standardDeviation).toBe(0);
  });

  it('refuses none', () => {
    expect(() => summarise([])).toThrow('summarise: expected at least one number, got none');
  });
});

describe('printed values', () => {
  it.each([
    [[37.254], 2, '37.25'],
    [[37, 38], 2, '37.50 ± 0.71'],
    [[0.00001], 4, '1.0000e-5'],
    [[0], 2, '0.00'],
    [[-1.5], 1, '-1.5'],
  ])('%j with %d decimals is %s', (values, digits, expected) => {
    expect(formatSummary(summarise(values), digits)).toBe(expected);
  });

  it.each([
    [0.04, '0.0 s'],
    [9.94, '9.9 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [200, '3 min 20 s'],
    [3599.6, '1 h 00 min'],
    [7500, '2 h 05 min'],
    [360_000, '100 h 00 min'],
  ])('%d seconds are %s', (seconds, expected) => {
    expect(formatSeconds(seconds)).toBe(expected);
  });

  it('numbers in a row become a range', () => {
    expect(formatRanges([3, 1, 2, 7, 7])).toBe('1-3, 7');
    expect(formatRanges([5])).toBe('5');
  });

  it('numbers too large to read are scientific', () => {
    expect(formatNumber(12_345_678, 2)).toBe('1.23e+7');
  });
});
