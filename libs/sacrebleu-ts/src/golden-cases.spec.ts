import { describe, expect, it } from 'vitest';
import { confidenceInterval } from './resampling/bootstrap.js';
import { corpusScore, resultLine } from './signed-score.js';
import { corpusTer } from './ter/ter.js';
import { withOurVersion } from './testing/golden.js';
import { goldenCases, metricOf } from './testing/golden-cases.js';
import { VERSION } from './version.js';

/** Logarithms and exponentials of JavaScript and C differ in the last bit, so only BLEU is not exact. */
const BLEU_DIGITS = 11;

describe('odd corpora score as in sacreBLEU', () => {
  it.each(goldenCases)('$metric $options $hypotheses', (expected) => {
    const { hypotheses, references } = expected;
    const metric = metricOf(expected);
    const result = corpusScore(metric, hypotheses, references);
    const { detail } = metric.score(result.sums);
    const line = resultLine(`${metric.name}|${result.signature}`, result.score, { width: 4, detail });
    const printed = expected.text.replace(/ \(μ = .*?\)/u, '');
    expect(line).toBe(withOurVersion(printed, VERSION).replace(/\|bs:\d+\|seed:12345/u, ''));
    if (expected.metric === 'bleu') expect(result.score).toBeCloseTo(expected.score, BLEU_DIGITS);
    else expect(result.score).toBe(expected.score);
  });

  it.each(goldenCases.filter(({ samples }) => samples > 0))(
    'interval of $metric $options $hypotheses',
    (expected) => {
      const { hypotheses, references, samples, mean = NaN, halfWidth = NaN } = expected;
      const interval = confidenceInterval(metricOf(expected), hypotheses, references, { samples });
      if (expected.metric === 'bleu') {
        expect(interval.mean).toBeCloseTo(mean, BLEU_DIGITS);
        expect(interval.halfWidth).toBeCloseTo(halfWidth, BLEU_DIGITS);
      } else {
        expect(interval).toEqual({ mean, halfWidth, samples, seed: 12345 });
      }
    },
  );

  it.each(goldenCases.filter(({ metric, options }) => metric === 'ter' && Object.keys(options).length === 0))(
    'edits of $hypotheses',
    ({ hypotheses, references, edits, referenceLength }) => {
      expect(corpusTer(hypotheses, references)).toMatchObject({ edits, referenceLength });
    },
  );
});
