import type { Metric } from '../metric.js';
import { referencesBySegment } from '../segments.js';
import { chrfChoices, chrfName, resolveChrfOptions, type ChrfOptions } from './options.js';
import { scoreChrfStatistics } from './score.js';
import { createChrfCounter } from './statistics.js';

/**
 * chrF for resampling and tables. Rows: n-grams of the hypothesis by order, of the reference, and matches.
 *
 * @throws RangeError for an order or beta out of range
 */
export function chrfMetric(options: ChrfOptions = {}): Metric {
  const settings = resolveChrfOptions(options);
  const orders = settings.charOrder + settings.wordOrder;
  return {
    name: chrfName(settings),
    choices: chrfChoices(settings),
    statistics(hypotheses, references) {
      const present = referencesBySegment('corpusChrf', hypotheses, references);
      const count = createChrfCounter(settings);
      return hypotheses.map((hypothesis, index) => {
        const { hypothesis: own, reference, matches } = count(hypothesis, present[index] ?? []);
        return [...own, ...reference, ...matches];
      });
    },
    score(sums, precision = 'double') {
      const values = Array.from(sums);
      const statistics = {
        hypothesis: values.slice(0, orders),
        reference: values.slice(orders, 2 * orders),
        matches: values.slice(2 * orders),
      };
      return { ...scoreChrfStatistics(statistics, settings, precision), detail: '' };
    },
  };
}
