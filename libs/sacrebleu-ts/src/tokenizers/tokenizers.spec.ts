import { describe, expect, it } from 'vitest';
import { golden } from '../testing/golden.js';
import { trimEndWhitespace } from '../whitespace.js';
import { resolveTokenizer, tokenizerNames } from './registry.js';

describe.each(['13a', 'none'] as const)('tokenizer %s', (name) => {
  const tokenizer = resolveTokenizer(name);

  it.each(golden.tokens)('cuts $line as sacreBLEU does', (row) => {
    expect(tokenizer.tokenize(trimEndWhitespace(row.line))).toEqual(row[name]);
  });

  it('carries the name it is asked for by', () => {
    expect(tokenizer.name).toBe(name);
  });
});

describe('resolveTokenizer', () => {
  it('names what it knows when asked for something else', () => {
    expect(() => resolveTokenizer('intl')).toThrow("tokenizer: expected one of 13a, none, got 'intl'");
    expect(tokenizerNames()).toEqual(['13a', 'none']);
  });

  it('passes a tokenizer of the caller through', () => {
    const own = { name: 'char', tokenize: (line: string) => [...line] };
    expect(resolveTokenizer(own)).toBe(own);
  });
});
