import { describe, expect, it } from 'vitest';
import { fairseqBleu } from './fairseq-bleu.js';
import { multiBleu } from './multi-bleu.js';
import { goldenCorpora } from './testing/golden.js';
import { VERSION } from './version.js';

const cases = goldenCorpora.flatMap(({ name, hypotheses, references, ...corpus }) => {
  const [reference] = references;
  const plain = corpus.fairseq_score;
  const split = corpus.fairseq_score_after_compound_split;
  if (reference === undefined || plain === undefined || split === undefined) return [];
  return [
    { name, hypotheses, reference, compoundSplit: false, expected: plain },
    { name, hypotheses, reference, compoundSplit: true, expected: split },
  ];
});

describe('fairseqBleu', () => {
  it('has golden values to be held to', () => {
    expect(cases.length).toBe(14);
  });

  it.each(cases)(
    '$name, compound split $compoundSplit',
    ({ hypotheses, reference, compoundSplit, expected }) => {
      const result = fairseqBleu(hypotheses, reference, { compoundSplit });
      expect(result.text).toBe(expected.text);
      expect(Math.abs(result.score - expected.bleu)).toBeLessThan(1e-4);
    },
  );

  it('never matches an unknown word of the reference', () => {
    const result = fairseqBleu(['a <unk> b'], ['a <unk> b']);
    expect(result.counts).toEqual([2, 0, 0, 0]);
    expect(multiBleu(['a <unk> b'], [['a <unk> b']]).counts).toEqual([3, 2, 1, 0]);
  });

  it('counts an empty line as one word, on either side', () => {
    expect(fairseqBleu([''], ['a b'])).toMatchObject({
      hypothesisLength: 1,
      referenceLength: 2,
      counts: [0, 0, 0, 0],
    });
    expect(fairseqBleu(['a b'], [''])).toMatchObject({ hypothesisLength: 2, referenceLength: 1 });
    expect(fairseqBleu([''], ['']).counts).toEqual([1, 0, 0, 0]);
  });

  it('trims padding before a line and padding and ends after it', () => {
    expect(fairseqBleu(['<pad> a b </s> <pad> </s>'], ['a b'])).toMatchObject({
      hypothesisLength: 2,
      counts: [2, 1, 0, 0],
    });
  });

  it('has a signature unlike that of multi-bleu', () => {
    const { signature } = fairseqBleu(['a'], ['a'], { compoundSplit: true });
    expect(signature).toBe(`metric:fairseq-bleu|nrefs:1|case:mixed|split:compound|version:${VERSION}`);
  });

  it('refuses differing lengths', () => {
    const message = 'fairseqBleu: expected 1 segments in reference set 1 (as many as hypotheses), got 2';
    expect(() => fairseqBleu(['a'], ['a', 'b'])).toThrow(new RangeError(message));
  });
});
