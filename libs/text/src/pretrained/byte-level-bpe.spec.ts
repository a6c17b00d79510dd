import { describe, expect, it } from 'vitest';
import { byteLevelWords, learnByteLevelBpe } from './byte-level-bpe.js';
import { pretrainedTokenizer } from './pretrained-tokenizer.js';

const TEXT = "The cat's hat isn't the cat hat, it was 1,250 hats! caf\u00e9 \ud83d\ude00  end";

function count(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

describe('byteLevelWords', () => {
  it("cuts as GPT-2's encoding does", () => {
    expect(byteLevelWords("He said it's 12 \u00e9.")).toEqual([
      'He',
      '\u0120said',
      '\u0120it',
      "'s",
      '\u012012',
      '\u0120\u00c3\u00a9',
      '.',
    ]);
    expect(byteLevelWords('a  b')).toEqual(['a', '\u0120', '\u0120b']);
    expect(byteLevelWords('')).toEqual([]);
  });
});

describe('learnByteLevelBpe', () => {
  const files = learnByteLevelBpe(count(byteLevelWords(TEXT)), 20);
  const tokenizer = pretrainedTokenizer(files);

  it('makes files of a tokenizer that gives every text back', () => {
    expect(tokenizer.special).toEqual({
      start: 0,
      padding: 1,
      end: 2,
      unknown: 3,
      mask: tokenizer.vocabularySize - 1,
    });
    for (const text of [TEXT, 'never seen: \u00df\u4e2d', 'x']) {
      const ids = tokenizer.ids(text);
      expect(ids).not.toContain(3);
      expect(tokenizer.decode(ids)).toBe(text);
    }
  });

  it('joins what is frequent, the space in front included, and learns only what occurs twice', () => {
    expect(tokenizer.tokenize('the hat')).toContain('\u0120hat');
    expect(tokenizer.ids(TEXT).length).toBeLessThan(new TextEncoder().encode(TEXT).length);
    const one = learnByteLevelBpe(new Map([['ab', 1]]), 5);
    expect(one['merges.txt']).toBe('#version: 0.2\n');
    expect(pretrainedTokenizer(one).vocabularySize).toBe(256 + 5);
  });
});
