import type { Metric } from '../metric.js';
import { corpusStatistics } from './bleu.js';
import { formatBleuDetail } from './format-score.js';
import { bleuChoices, type BleuOptions } from './options.js';
import { scoreBleuStatistics } from './score.js';
import { resolveSmoothing } from './smoothing.js';
import { MAX_ORDER } from './statistics.js';

/** BLEU for resampling and tables. Rows: both lengths, then the matches of each order, then the n-grams of each order. */
export function bleuMetric(options: BleuOptions = {}): Metric {
  const smoothing = resolveSmoothing(options.smoothing ?? 'exp', options.smoothingValue);
  return {
    name: 'BLEU',
    choices: bleuChoices(options),
    statistics: (hypotheses, references) =>
      corpusStatistics(hypotheses, references, options).map(
        ({ hypothesisLength, referenceLength, counts, totals }) => [
          hypothesisLength,
          referenceLength,
          ...counts,
          ...totals,
        ],
      ),
    score(sums, precision = 'double') {
      const [hypothesisLength = 0, referenceLength = 0, ...rest] = Array.from(sums);
      const statistics = {
        hypothesisLength,
        referenceLength,
        counts: rest.slice(0, MAX_ORDER),
        totals: rest.slice(MAX_ORDER),
      };
      const effectiveOrder = options.effectiveOrder ?? false;
      const result = scoreBleuStatistics(statistics, { smoothing, effectiveOrder, precision });
      // The logarithms of precisions are taken in double precision, and so is what follows.
      return { score: result.score, detail: formatBleuDetail(result), precision: 'double' };
    },
  };
}
