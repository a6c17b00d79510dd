import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['dropout', 'dropout', 0],
    ['dropuot', 'dropout', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j to %j: %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('nearest', () => {
  it('finds what was meant, and nothing when all is far', () => {
    expect(nearest('drop', ['dim', 'dropout', 'crop'])).toBe('crop');
    expect(nearest('DROPOUT', ['dropout'])).toBe('dropout');
    expect(nearest('weight', ['dim', 'dropout'])).toBeUndefined();
    expect(nearest('mini-de', ['small-de-en-baseline', 'mini-de-en-baseline'])).toBe('mini-de-en-baseline');
    expect(nearest('x', [])).toBeUndefined();
  });
});
