import { describe, expect, it } from 'vitest';
import { compoundSplit } from './compound-split.js';
import { lowercaseAscii, splitPerlWords } from './perl-text.js';
import { goldenCorpora, perlRows } from './testing/golden.js';

describe('compoundSplit', () => {
  it.each(goldenCorpora)('gives the golden lines of $name', (corpus) => {
    expect(corpus.hypotheses.map(compoundSplit)).toEqual(corpus.compound_split_hypotheses);
    expect(corpus.references.map((set) => set.map(compoundSplit))).toEqual(corpus.compound_split_references);
  });

  it.each(perlRows)('cuts $line as Perl does', (row) => {
    expect(compoundSplit(row.line)).toBe(row.compoundSplit);
  });
});

describe('words as Perl sees them', () => {
  it.each(perlRows)('in $line', ({ line, lowercasedWords }) => {
    expect(splitPerlWords(lowercaseAscii(line))).toEqual(lowercasedWords);
  });
});
