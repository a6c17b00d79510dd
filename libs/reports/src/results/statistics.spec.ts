import { segmentStatistics } from 'sacrebleu-ts';
import { describe, expect, it } from 'vitest';
import type { SegmentScores } from '../record/run-segments.js';
import { pairedBootstrap, segmentScore } from './paired-bootstrap.js';
import { pairedTTest, studentTails } from './paired-t-test.js';

describe('studentTails', () => {
  // scipy 1.17.1: 2 * stats.t.sf(t, freedom)
  it.each([
    [1, 1, 0.5000000000000001],
    [2, 2, 0.18350341907227397],
    [2.5, 3, 0.08770664700806556],
    [-2.5, 4, 0.06676654481198814],
    [3, 5, 0.030099247897462586],
    [1.3, 9, 0.22590637267304947],
    [2.2, 10, 0.05244106844935316],
  ])('of %d with %i degrees of freedom is that of scipy', (t, freedom, expected) => {
    expect(studentTails(t, freedom)).toBeCloseTo(expected, 12);
  });
});

describe('pairedTTest', () => {
  it('is that of scipy', () => {
    // scipy 1.17.1: stats.ttest_1samp([1.2, 0.4, 2.1], 0).pvalue
    expect(pairedTTest([1.2, 0.4, 2.1])).toBeCloseTo(0.12862747799689472, 12);
  });

  it('needs two seeds', () => {
    expect(pairedTTest([3])).toBeUndefined();
    expect(pairedTTest([0, 0])).toBe(1);
    expect(pairedTTest([1, 1])).toBe(0);
  });
});

describe('pairedBootstrap', () => {
  const scores = (from: SegmentScores['from'], rows: number[][]): SegmentScores => {
    return { name: 'm', set: 'test', signature: 's', from, rows };
  };
  const values = (count: number, value: (index: number) => number) =>
    scores(
      'mean',
      Array.from({ length: count }, (_, index) => [value(index)]),
    );

  it('scores segments as BLEU does', () => {
    const row = (hypothesis: string, reference: string): number[] => {
      const { hypothesisLength, referenceLength, counts, totals } = segmentStatistics(hypothesis.split(' '), [
        reference.split(' '),
      ]);
      return [hypothesisLength, referenceLength, ...counts, ...totals];
    };
    const rows = [row('a b c d e', 'a b c d e'), row('a b x y z q', 'a b c y z q')];
    // orders: 10/11, 7/9, 4/7, 2/5
    const expected = 100 * ((10 / 11) * (7 / 9) * (4 / 7) * (2 / 5)) ** 0.25;
    expect(segmentScore(scores('bleu', rows), [0, 1])).toBeCloseTo(expected, 10);
    expect(segmentScore(scores('bleu', rows), [0, 0])).toBeCloseTo(100, 10);
    expect(segmentScore(scores('bleu', rows), [1])).toBe(0); // no match of order 4, unsmoothed
    expect(segmentScore(scores('bleu-exp', rows), [1])).toBeGreaterThan(0);
  });

  it('finds a steady gain and not a chance one', () => {
    const baseline = values(200, (index) => index % 7);
    const steady = values(200, (index) => (index % 7) + (index % 3 === 0 ? 0.2 : 0.4));
    const chance = values(200, (index) => (index % 7) + (index % 2 === 0 ? 3 : -2.9));
    expect(pairedBootstrap([{ baseline, rdrop: steady }])).toMatchObject({
      pValue: 1 / 1001,
      segments: 200,
    });
    const result = pairedBootstrap([{ baseline, rdrop: chance }]);
    expect(result?.pValue).toBeGreaterThan(0.3);
    expect(result?.interval[0]).toBeLessThan(0);
    expect(result?.interval[1]).toBeGreaterThan(0);
  });

  it('refuses systems that were scored on other segments', () => {
    expect(pairedBootstrap([{ baseline: values(3, Number), rdrop: values(4, Number) }])).toBeUndefined();
    expect(pairedBootstrap([])).toBeUndefined();
  });
});
