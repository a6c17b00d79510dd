import { describe, expect, it } from 'vitest';
import { goldenRouge } from '../testing/golden.js';
import { VERSION } from '../version.js';
import { rouge } from './rouge.js';
import { ROUGE_NAMES, rougePair } from './rouge-pair.js';

describe('rougePair', () => {
  it.each([true, false])('gives every golden value, stemming %j', (stem) => {
    for (const { hypothesis, reference, stemmed, plain } of goldenRouge.pairs) {
      const scores = rougePair(hypothesis, reference, { stem });
      for (const name of ROUGE_NAMES) {
        const { precision, recall, f1 } = scores[name];
        expect([precision, recall, f1], `${name} of ${hypothesis}`).toEqual((stem ? stemmed : plain)[name]);
      }
    }
  });

  it('cuts sentences at a period that a space stands before, as files2rouge', () => {
    const reference = 'a b c . d e f .';
    const hypothesis = 'd e f . a b c .';
    const lsum = (text: string, sentences: 'newline' | 'period') =>
      rougePair(text, reference, { sentences }).rougeLsum.f1;
    expect(lsum(hypothesis, 'newline')).toBe(0.5);
    expect(lsum(hypothesis, 'period')).toBe(1);
    // Nobody parted these periods from their words.
    const [left, right] = ['four five six. one two three.', 'one two three. four five six.'];
    expect(rougePair(left, right, { sentences: 'period' }).rougeLsum.f1).toBe(0.5);
    expect(rougePair(left, right, { sentences: 'period', tokenisation: 'penn' }).rougeLsum.f1).toBe(1);
  });

  it('counts the pieces and the names that the Treebank gives', () => {
    const recall = (reference: string) =>
      rougePair("he don't go (home)", reference, { tokenisation: 'penn' }).rouge1.recall;
    expect(recall("he don't go (home)")).toBe(1);
    expect(recall('he do n t go lrb home rrb')).toBe(1);
    expect(rougePair("don't", 'do n t').rouge1.f1).toBeLessThan(1);
  });
});

describe('rouge', () => {
  const hypotheses = ['the cat sat', 'a dog', 'nothing in common'];
  const references = ['the cat sat', 'a dog barked loudly', 'other words here'];

  it('is the mean over pairs', () => {
    const { rouge1, pairs } = rouge(hypotheses, references);
    expect(pairs).toBe(3);
    expect(rouge1.precision).toBeCloseTo(2 / 3, 12);
    expect(rouge1.recall).toBeCloseTo((1 + 0.5) / 3, 12);
    expect(rouge1.f1).toBeCloseTo((1 + 2 / 3) / 3, 12);
  });

  it('gives intervals that hold the mean, shrink with more pairs and depend on the seed alone', () => {
    const many = (times: number) => {
      const repeat = (texts: readonly string[]) => Array.from({ length: times }, () => texts).flat();
      const { interval, f1 } = rouge(repeat(hypotheses), repeat(references)).rouge1;
      if (interval === undefined) throw new Error('expected an interval');
      expect(interval.low.f1).toBeLessThan(f1);
      expect(interval.high.f1).toBeGreaterThan(f1);
      return interval.high.f1 - interval.low.f1;
    };
    // The standard error falls with the root of the number of pairs.
    expect(many(16) / many(4)).toBeCloseTo(0.5, 1);
    expect(rouge(hypotheses, references).rouge2).toEqual(rouge(hypotheses, references).rouge2);
    expect(rouge(hypotheses, references, { seed: 1 }).rouge1.interval).toBeDefined();
    expect(rouge(hypotheses, references, { samples: 0 }).rouge1.interval).toBeUndefined();
  });

  it('has percentiles of all resamples: of a pair that is right and one that is wrong, 0, a half or 1', () => {
    const { low, high } = rouge(['a', 'b'], ['a', 'c']).rouge1.interval ?? {};
    expect([low?.f1, high?.f1]).toEqual([0, 1]);
    const certain = rouge(['a', 'b'], ['a', 'b']).rouge1.interval;
    expect(certain?.low).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(certain?.high).toEqual(certain?.low);
  });

  it('signs every choice', () => {
    expect(rouge(['a'], ['a']).signature).toBe(
      `metric:rouge|nrefs:1|bs:1000|seed:12345|case:lc|tok:none|stem:porter|split:newline|version:${VERSION}`,
    );
    const options = { stem: false, sentences: 'period', tokenisation: 'penn', samples: 0 } as const;
    expect(rouge(['a'], ['a'], options).signature).toBe(
      `metric:rouge|nrefs:1|case:lc|tok:penn|stem:none|split:period|version:${VERSION}`,
    );
  });

  it('refuses what does not belong together', () => {
    expect(() => rouge([], [])).toThrow('rouge: expected at least one hypothesis, got none');
    expect(() => rouge(['a'], ['a', 'b'])).toThrow('rouge: expected 1 segments in reference set 1');
    expect(() => rouge(['a'], ['a'], { samples: 1.5 })).toThrow('samples: expected a whole number from 1 on');
  });
});
