import { describe, expect, it } from 'vitest';
import { countWords } from '../bpe/vocabulary.js';
import { goldenLines } from '../testing/golden.js';
import { bertWords, learnWordPieces } from './learn-word-pieces.js';
import { pretrainedTokenizer } from './pretrained-tokenizer.js';

const words = bertWords({ lowercase: true });
const lines = goldenLines('bpe/train.en');
const counts = countWords(lines.map((line) => words(line).join(' ')));

describe('bertWords', () => {
  it('lower-cases, strips accents, and divides at punctuation', () => {
    expect(words("Don't stop—Zürich, 中文!")).toEqual([
      'don',
      "'",
      't',
      'stop',
      '—',
      'zurich',
      ',',
      '中',
      '文',
      '!',
    ]);
    expect(bertWords({ lowercase: false })('Zürich')).toEqual(['Zürich']);
  });
});

describe('learnWordPieces', () => {
  it('keeps to its size, and knows every word made of its characters', () => {
    for (const size of [120, 200]) {
      const vocabulary = learnWordPieces(counts, { size });
      expect(vocabulary.length).toBeLessThanOrEqual(size);
      expect(new Set(vocabulary).size).toBe(vocabulary.length);
      const tokenizer = pretrainedTokenizer({ 'vocab.txt': vocabulary.join('\n') });
      for (const line of lines) expect(tokenizer.tokenize(line)).not.toContain('[UNK]');
    }
  });

  it('writes frequent words in one piece when there is room', () => {
    const vocabulary = learnWordPieces(counts, { size: 5000 });
    const tokenizer = pretrainedTokenizer({ 'vocab.txt': vocabulary.join('\n') });
    const frequent = [...counts].filter(([, count]) => count > 1).map(([word]) => word);
    expect(frequent.length).toBeGreaterThan(10);
    for (const word of frequent) expect(tokenizer.tokenize(word)).toEqual([word]);
  });

  it('says how much room the characters need', () => {
    expect(() => learnWordPieces(new Map([['abc', 1]]), { size: 10 })).toThrow('a size of at least 11');
  });
});
