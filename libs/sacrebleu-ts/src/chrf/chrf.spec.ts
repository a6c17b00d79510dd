import { describe, expect, it } from 'vitest';
import { VERSION } from '../version.js';
import { corpusChrf, sentenceChrf } from './chrf.js';
import { chrfWords } from './words.js';

describe('corpusChrf', () => {
  it('gives 100 to a perfect translation and 0 to one without a common character', () => {
    expect(corpusChrf(['ab cd'], [['ab cd']]).score).toBe(100);
    expect(corpusChrf(['ab cd'], [['xyz']]).score).toBe(0);
  });

  it('is the F-score by hand: two of three characters, one of two pairs, beta 2', () => {
    const precision = (2 / 3 + 1 / 2) / 2;
    const recall = (2 / 4 + 1 / 3) / 2;
    const expected = (100 * 5 * precision * recall) / (4 * precision + recall);
    expect(corpusChrf(['abx'], [['abcd']], { charOrder: 2 }).score).toBeCloseTo(expected, 12);
  });

  it('takes the best reference, and the signature counts them', () => {
    const result = corpusChrf(['ab cd'], [['xyz'], ['ab cd']], { wordOrder: 2, beta: 3 });
    expect(result).toEqual({
      score: 100,
      signature: `nrefs:2|case:mixed|eff:yes|nc:6|nw:2|space:no|version:${VERSION}`,
      text: `chrF3++|nrefs:2|case:mixed|eff:yes|nc:6|nw:2|space:no|version:${VERSION} = 100.00`,
    });
  });

  it('is asymmetric: beta above 1 punishes what is missing', () => {
    const long = 'the cat sat on the mat';
    expect(corpusChrf([long], [['the cat']]).score).toBeGreaterThan(corpusChrf(['the cat'], [[long]]).score);
  });

  it('equals the sentence score for one segment', () => {
    expect(sentenceChrf('a small dog', ['a big dog', 'the dog'])).toEqual(
      corpusChrf(['a small dog'], [['a big dog'], ['the dog']]),
    );
  });

  it.each([
    ['no order', { charOrder: 0 }, 'charOrder: expected at least 1 where wordOrder is 0, got 0'],
    ['half an order', { wordOrder: 0.5 }, 'wordOrder: expected a whole number from 0 on, got 0.5'],
    ['a negative beta', { beta: -1 }, 'beta: expected a whole number from 0 on, got -1'],
  ])('refuses %s in one sentence', (_, options, message) => {
    expect(() => corpusChrf(['a'], [['a']], options)).toThrow(new RangeError(message));
  });

  it('refuses segments without references', () => {
    expect(() => corpusChrf(['a'], [[null]])).toThrow(
      new RangeError('corpusChrf: segment 1 has no reference'),
    );
    expect(() => sentenceChrf('a', [])).toThrow(
      new RangeError('sentenceChrf: expected at least one reference, got none'),
    );
  });
});

describe('chrfWords', () => {
  it.each([
    ['(hi)', ['(hi', ')']],
    ['"no', ['"', 'no']],
    ['- a. ..', ['-', 'a', '.', '.', '.']],
    ['😀 «x»', ['😀', '«x»']],
  ])('cuts %s', (text, words) => {
    expect(chrfWords(text)).toEqual(words);
  });
});
