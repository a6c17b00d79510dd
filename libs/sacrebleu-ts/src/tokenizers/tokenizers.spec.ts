import { describe, expect, it } from 'vitest';
import { GOLDEN_TOKENIZERS, goldenTokens } from '../testing/golden.js';
import { trimEndWhitespace } from '../whitespace.js';
import { resolveTokenizer, tokenizerForLanguage, tokenizerNames } from './registry.js';

describe.each(GOLDEN_TOKENIZERS)('tokenizer %s', (name) => {
  const tokenizer = resolveTokenizer(name);

  it.each(goldenTokens)('cuts $line as sacreBLEU does', (row) => {
    expect(tokenizer.tokenize(trimEndWhitespace(row.line))).toEqual(row[name]);
  });

  it('carries the name it is asked for by', () => {
    expect(tokenizer.name).toBe(name);
  });
});

describe('resolveTokenizer', () => {
  it('names what it knows when asked for something else', () => {
    expect(() => resolveTokenizer('words')).toThrow(
      new RangeError("tokenizer: expected one of 13a, char, intl, none, zh, got 'words'"),
    );
    expect(tokenizerNames().toSorted()).toEqual([...GOLDEN_TOKENIZERS].toSorted());
  });

  it.each(['ja-mecab', 'ko-mecab', 'spm', 'flores101', 'flores200', 'spBLEU-1K'])(
    'says what %s needs',
    (name) => {
      expect(() => resolveTokenizer(name)).toThrow(
        new RegExp(
          `^tokenizer: '${name}' needs the .*, which is not part of this package; pass \\{ name: '${name}', tokenize \\}`,
          'u',
        ),
      );
    },
  );

  it('passes a tokenizer of the caller through', () => {
    const own = { name: 'ja-mecab', tokenize: (line: string) => [...line] };
    expect(resolveTokenizer(own)).toBe(own);
  });
});

describe('tokenizerForLanguage', () => {
  it('is 13a but for the languages without spaces between words', () => {
    expect(['de', 'zh', 'ja', 'ko'].map(tokenizerForLanguage)).toEqual(['13a', 'zh', 'ja-mecab', 'ko-mecab']);
  });
});
