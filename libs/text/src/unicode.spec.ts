import { describe, expect, it } from 'vitest';
import { joinLines, splitLines } from './lines.js';
import { randomLines } from './testing/random-text.js';
import { compareCodePoints } from './unicode.js';

describe('compareCodePoints', () => {
  it('orders characters above U+FFFF last, unlike <', () => {
    expect(['😀', 'ﬀ', 'z', 'é', 'Z', '', 'zz'].sort(compareCodePoints)).toEqual([
      '',
      'Z',
      'z',
      'zz',
      'é',
      'ﬀ',
      '😀',
    ]);
    expect('😀' < 'ﬀ').toBe(true);
  });

  it('agrees with comparing arrays of code points', () => {
    const words = randomLines(3, 20, 'a\ud7ffß中😀ﬀ\ue000\u{10ffff}').flatMap((line) => line.split(' '));
    for (const [i, a] of words.entries()) {
      for (const b of words.slice(i)) expect(Math.sign(compareCodePoints(a, b))).toBe(byCodePoints(a, b));
    }
  });
});

function byCodePoints(a: string, b: string): number {
  const pointsA = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const pointsB = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  for (const [i, point] of pointsA.entries()) {
    const other = pointsB[i] ?? -1;
    if (point !== other) return Math.sign(point - other);
  }
  return Math.sign(pointsA.length - pointsB.length);
}

describe('splitLines', () => {
  it('divides at \\n only and undoes joinLines', () => {
    expect(splitLines('a\r\nb\u2028c\n\n')).toEqual(['a\r', 'b\u2028c', '']);
    for (const lines of [[], [''], ['a'], ['', 'a', '']]) expect(splitLines(joinLines(lines))).toEqual(lines);
    expect(splitLines('a\nb')).toEqual(['a', 'b']);
  });
});
