import { describe, expect, it } from 'vitest';
import { accuracy, f1, matthews } from './classification.js';
import { pearson, spearman } from './correlation.js';
import { glueGolden } from './testing/golden.js';

describe('classification, equal to scikit-learn', () => {
  it.each(glueGolden.classification.map((each, at) => [at, each] as const))('case %i', (_, golden) => {
    const { predictions, labels } = golden;
    expect(accuracy(predictions, labels)).toBeCloseTo(golden.accuracy, 12);
    expect(matthews(predictions, labels)).toBeCloseTo(golden.matthews, 12);
    if (golden.f1 !== undefined) expect(f1(predictions, labels)).toBeCloseTo(golden.f1, 12);
  });

  it('refuses what cannot be compared', () => {
    expect(() => accuracy([1], [1, 0])).toThrow(
      'as many predictions as labels and at least one, got 1 and 2',
    );
    expect(() => matthews([], [])).toThrow('at least one');
  });
});

describe('correlation, equal to scipy', () => {
  it.each(glueGolden.correlation.map((each, at) => [at, each] as const))('case %i', (_, golden) => {
    const { predictions, labels } = golden;
    for (const [actual, expected] of [
      [pearson(predictions, labels), golden.pearson],
      [spearman(predictions, labels), golden.spearman],
    ] as const) {
      if (expected === null) expect(actual).toBeNaN();
      // Values around 1e9 leave seven digits of their differences.
      else expect(actual).toBeCloseTo(expected, Math.abs(predictions[0] ?? 0) > 1e8 ? 6 : 12);
    }
  });

  it('refuses a single pair', () => {
    expect(() => pearson([1], [1])).toThrow('at least two, got 1 and 1');
  });
});
