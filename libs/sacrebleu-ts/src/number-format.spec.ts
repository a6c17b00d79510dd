import { describe, expect, it } from 'vitest';
import { formatFixed } from './number-format.js';

describe('formatFixed', () => {
  it.each([
    [6.25, 1, '6.2'],
    [6.75, 1, '6.8'],
    [18.75, 1, '18.8'],
    [31.25, 1, '31.2'],
    [0.0625, 3, '0.062'],
    [0.1875, 3, '0.188'],
    [2.5, 0, '2'],
    [3.5, 0, '4'],
    [0.05, 1, '0.1'],
    [0.15, 1, '0.1'],
    [99.95, 1, '100.0'],
    [0, 2, '0.00'],
    [100, 2, '100.00'],
  ])('prints %d with %d decimals as C does: %s', (value, digits, expected) => {
    expect(formatFixed(value, digits)).toBe(expected);
  });
});
