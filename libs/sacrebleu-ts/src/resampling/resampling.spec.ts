import { describe, expect, it } from 'vitest';
import { bleuMetric } from '../bleu/bleu-metric.js';
import { chrfMetric } from '../chrf/chrf-metric.js';
import { formatSignature } from '../signature.js';
import { terMetric } from '../ter/ter-metric.js';
import { goldenResampling } from '../testing/golden-resampling.js';
import { withOurVersion } from '../testing/golden.js';
import { VERSION } from '../version.js';
import { confidenceInterval } from './bootstrap.js';
import { exactMean } from './exact-mean.js';
import { numpyMean } from './numpy-mean.js';
import { pairedTest } from './paired-test.js';

describe('numpyMean', () => {
  it.each(goldenResampling.means)('adds up as numpy does', ({ values, single, double }) => {
    expect(numpyMean(Float64Array.from(values), 'single')).toBe(single);
    expect(numpyMean(Float64Array.from(values), 'double')).toBe(double);
  });
});

describe('exactMean', () => {
  it('rounds once', () => {
    expect(exactMean([0.1, 0.2, 0.3])).toBe(0.2);
    expect(exactMean([2 ** 53, 1, 1])).toBe((2 ** 53 + 2) / 3);
    expect(exactMean([1e-16, 1e-16])).toBe(1e-16);
    expect(exactMean([0, 0, 0])).toBe(0);
  });
});

describe('pairedTest equals sacreBLEU', () => {
  it.each(goldenResampling.paired)('$method, $samples samples', (expected) => {
    const { references, method, samples } = expected;
    const systems = Object.entries(expected.systems).map(([name, hypotheses]) => ({ name, hypotheses }));
    const metrics = [bleuMetric(), chrfMetric(), terMetric()];
    const test = pairedTest(systems, references, metrics, { method, samples });
    for (const [column, { name }] of metrics.entries()) {
      const results = test.systems.map((system) => system.results[column]);
      const rows = expected.results[name] ?? [];
      expect(rows).toHaveLength(systems.length);
      for (const [row, golden] of rows.entries()) {
        const result = results[row];
        expect(result?.score).toBeCloseTo(golden.score, 11);
        expect(result?.pValue ?? null).toBe(golden.pValue);
        if (golden.mean !== null) expect(result?.interval?.mean).toBeCloseTo(golden.mean, 11);
        if (golden.halfWidth !== null) expect(result?.interval?.halfWidth).toBeCloseTo(golden.halfWidth, 11);
      }
      expect(formatSignature(test.signatures[column] ?? [])).toBe(
        withOurVersion(expected.signatures[name] ?? '', VERSION),
      );
    }
  });
});

describe('resampling', () => {
  const hypotheses = ['the cat sat', 'a dog', 'yes it is so', 'no'];
  const references = [['the cat sat down', 'a dog barks', 'yes it is', 'no']];

  it('gives the same interval for the same seed, and another for another', () => {
    const interval = (seed: number) => confidenceInterval(chrfMetric(), hypotheses, references, { seed });
    expect(interval(5)).toEqual(interval(5));
    expect(interval(5).mean).not.toBe(interval(6).mean);
  });

  it('narrows where all segments are alike', () => {
    const same = Array.from({ length: 10 }, () => 'a b c d e');
    const other = [Array.from({ length: 10 }, () => 'a b c d f')];
    expect(confidenceInterval(terMetric(), same, other)).toMatchObject({ mean: 20, halfWidth: 0 });
  });

  it('finds no difference between a system and itself', () => {
    const twice = ['one', 'two'].map((name) => ({ name, hypotheses }));
    const test = pairedTest(twice, references, [chrfMetric()], { samples: 50 });
    const shuffled = test.systems[1]?.results[0]?.pValue;
    // No trial exceeds a difference of 0, so only the one that is added counts, as in sacreBLEU.
    expect(shuffled).toBe(1 / 51);
  });

  it.each([
    [
      'one system',
      () => pairedTest([{ name: 'a', hypotheses }], references, [terMetric()]),
      'pairedTest: expected a baseline and at least one other system, got 1',
    ],
    [
      'no samples',
      () => confidenceInterval(terMetric(), hypotheses, references, { samples: 0 }),
      'samples: expected a whole number from 1 on, got 0',
    ],
    [
      'a negative seed',
      () => confidenceInterval(terMetric(), hypotheses, references, { seed: -1 }),
      'seed: expected a whole number from 0 to 2^53 - 1, got -1',
    ],
  ])('refuses %s in one sentence', (_, run, message) => {
    expect(run).toThrow(new RangeError(message));
  });
});
