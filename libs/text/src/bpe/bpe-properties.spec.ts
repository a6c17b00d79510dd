import { describe, expect, it } from 'vitest';
import { randomLines } from '../testing/random-text.js';
import { compareCodePoints } from '../unicode.js';
import { bpeSegmenter } from './bpe-segmenter.js';
import { END_OF_WORD, formatCodes, parseCodes, type BpeMerge } from './codes.js';
import { learnBpe } from './learn-bpe.js';
import { removeBpe } from './remove-bpe.js';
import { countWords, formatVocabulary, parseVocabulary } from './vocabulary.js';

describe.each([1, 2, 3, 4])('byte-pair encoding of random text, seed %i', (seed) => {
  const lines = randomLines(seed, 80);
  const counts = countWords(lines);
  const merges = learnBpe(counts, { merges: 60 });

  it('joins the most frequent pair, the greatest among equals, at every step', () => {
    expect(merges).toEqual(learnByRecounting(counts, 60));
  });

  it('is undone by removeBpe, with and without a vocabulary', () => {
    const segment = bpeSegmenter(merges);
    const vocabulary = parseVocabulary(formatVocabulary(countWords(lines.map(segment))), 20);
    for (const line of [...lines, ...randomLines(seed + 100, 40)]) {
      expect(removeBpe(segment(line))).toBe(line);
      expect(removeBpe(bpeSegmenter(merges, { vocabulary })(line))).toBe(line);
    }
  });

  it('segments the same however few words it remembers', () => {
    const forgetful = bpeSegmenter(merges, { remember: 2 });
    expect(lines.map(forgetful)).toEqual(lines.map(bpeSegmenter(merges)));
  });

  it('segments with the first merges as with the merges learned when so many were asked for', () => {
    expect(learnBpe(counts, { merges: 25 })).toEqual(merges.slice(0, 25));
  });

  it('writes and reads codes', () => {
    expect(parseCodes(formatCodes(merges))).toEqual(merges);
  });

  it('does not depend on the order of lines', () => {
    expect(learnBpe(countWords(lines.toReversed()), { merges: 60 })).toEqual(merges);
  });
});

/** The definition, without any bookkeeping: count all pairs anew before each merge. */
function learnByRecounting(counts: ReadonlyMap<string, number>, wanted: number): BpeMerge[] {
  const merges: BpeMerge[] = [];
  let words = [...counts].map(([word, count]) => {
    const symbols = Array.from(word);
    symbols.push((symbols.pop() ?? '') + END_OF_WORD);
    return { symbols, count };
  });
  while (merges.length < wanted) {
    const pairs = new Map<string, { pair: BpeMerge; count: number }>();
    for (const { symbols, count } of words) {
      for (const [i, second] of symbols.slice(1).entries()) {
        const pair: BpeMerge = [symbols[i] ?? '', second];
        const entry = pairs.get(pair.join(' ')) ?? { pair, count: 0 };
        entry.count += count;
        pairs.set(pair.join(' '), entry);
      }
    }
    const [best] = [...pairs.values()].sort(
      (a, b) =>
        b.count - a.count ||
        compareCodePoints(b.pair[0], a.pair[0]) ||
        compareCodePoints(b.pair[1], a.pair[1]),
    );
    if (best === undefined || best.count < 2) break;
    merges.push(best.pair);
    words = words.map(({ symbols, count }) => ({ symbols: join(symbols, best.pair), count }));
  }
  return merges;
}

function join(symbols: readonly string[], [first, second]: BpeMerge): string[] {
  const joined: string[] = [];
  for (const symbol of symbols) {
    // A symbol just joined is longer than `first`, so it cannot start another occurrence.
    if (symbol === second && joined.at(-1) === first) joined[joined.length - 1] = first + second;
    else joined.push(symbol);
  }
  return joined;
}

describe('byte-pair encoding, edge cases', () => {
  it('joins overlapping pairs from the left', () => {
    expect(bpeSegmenter([['x', 'x']])('xxxx')).toBe('xx@@ x@@ x');
    expect(bpeSegmenter([['x', 'x</w>']])('xxx')).toBe('x@@ xx');
  });

  it('treats the end of a word as part of its last character', () => {
    expect(learnBpe(new Map([['ab', 2]]), { merges: 5 })).toEqual([['a', 'b</w>']]);
    expect(bpeSegmenter([['a', 'b</w>']])('ab aba')).toBe('ab a@@ b@@ a');
  });

  it('learns nothing from words of one character, rare pairs or no words', () => {
    expect(learnBpe(new Map([['a', 9]]), { merges: 5 })).toEqual([]);
    expect(learnBpe(new Map([['ab', 1]]), { merges: 5 })).toEqual([]);
    expect(learnBpe(new Map([['ab', 1]]), { merges: 5, minFrequency: 1 })).toHaveLength(1);
    expect(learnBpe(new Map(), { merges: 5 })).toEqual([]);
    expect(() => learnBpe(new Map(), { merges: 1.5 })).toThrow('got 1.5');
  });

  it('keeps spaces at the ends and drops doubled ones between', () => {
    const segment = bpeSegmenter([]);
    expect(segment('  ab   c \r')).toBe('  a@@ b c \r');
    expect(segment('   ')).toBe('   ');
    expect(segment('')).toBe('');
  });

  it.each([
    ['a b\n', 'expected the first line to be "#version: 0.2", got "a b"'],
    ['#version: 0.1\na b\n', 'got "#version: 0.1"'],
    ['#version: 0.2\na b\na\n', 'on line 3, got "a"'],
    ['#version: 0.2\na b c\n', 'on line 2, got "a b c"'],
  ])('refuses codes %j', (text, message) => {
    expect(() => parseCodes(text)).toThrow(message);
  });

  it.each([
    ['a 1\nb\n', 'on line 2, got "b"'],
    ['a x\n', 'on line 1, got "a x"'],
  ])('refuses vocabulary %j', (text, message) => {
    expect(() => parseVocabulary(text)).toThrow(message);
  });
});
