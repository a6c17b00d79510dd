import { describe, expect, it } from 'vitest';
import { multiBleu } from './multi-bleu.js';
import { goldenCorpora } from './testing/golden.js';
import { VERSION } from './version.js';

describe.each(goldenCorpora)('multiBleu on $name', (corpus) => {
  const { hypotheses, references } = corpus;

  it('prints the line of multi-bleu.perl', () => {
    expect(multiBleu(hypotheses, references).text).toBe(corpus.multi_bleu);
  });

  it('prints the line of multi-bleu.perl -lc', () => {
    expect(multiBleu(hypotheses, references, { lowercase: true }).text).toBe(corpus.multi_bleu_lc);
  });

  it('prints the line after compound splitting', () => {
    const expected = corpus.multi_bleu_after_compound_split;
    expect(multiBleu(hypotheses, references, { compoundSplit: true }).text).toBe(expected);
  });
});

describe('multiBleu', () => {
  it('gives the number of its line', () => {
    const result = multiBleu(['a b c d e'], [['a b c d f']]);
    expect(result.score).toBeCloseTo(
      100 * (4 / 5) ** 0.25 * (3 / 4) ** 0.25 * (2 / 3) ** 0.25 * (1 / 2) ** 0.25,
      12,
    );
    expect(result.counts).toEqual([4, 3, 2, 1]);
    expect(result.totals).toEqual([5, 4, 3, 2]);
  });

  it('leaves letters beyond ASCII as they are when lower-casing', () => {
    expect(multiBleu(['Ä B C D'], [['Ä b c d']], { lowercase: true }).score).toBeCloseTo(100, 10);
    expect(multiBleu(['Ä B C D'], [['ä b c d']], { lowercase: true }).score).toBe(0);
  });

  it('prints what the script prints without reference words', () => {
    expect(multiBleu(['a'], [['']]).text).toBe('BLEU = 0, 0/0/0/0 (BP=0, ratio=0, hyp_len=0, ref_len=0)');
  });

  it('gives 0 without hypothesis words', () => {
    const { score, text } = multiBleu([''], [['a b']]);
    expect(score).toBe(0);
    expect(text).toBe('BLEU = 0.00, 0.0/0.0/0.0/0.0 (BP=0.000, ratio=0.000, hyp_len=0, ref_len=2)');
  });

  it('signs every choice', () => {
    expect(multiBleu(['a'], [['a']]).signature).toBe(
      `metric:multi-bleu|nrefs:1|case:mixed|split:none|version:${VERSION}`,
    );
    expect(multiBleu(['a'], [['a'], ['b']], { lowercase: true, compoundSplit: true }).signature).toBe(
      `metric:multi-bleu|nrefs:2|case:lc-ascii|split:compound|version:${VERSION}`,
    );
  });

  it.each([
    [[], [[]], 'multiBleu: expected at least one hypothesis, got none'],
    [['a'], [], 'multiBleu: expected at least one reference set, got none'],
    [['a'], [['a'], []], 'multiBleu: expected 1 segments in reference set 2 (as many as hypotheses), got 0'],
  ])('refuses %j against %j', (hypotheses: string[], references: string[][], message) => {
    expect(() => multiBleu(hypotheses, references)).toThrow(new RangeError(message));
  });
});
