import { rounding, type Metric } from '../metric.js';
import { createInterner } from '../ngrams/intern.js';
import { referencesBySegment } from '../segments.js';
import { resolveTerOptions, terChoices, type ResolvedTerOptions, type TerOptions } from './options.js';
import { tercomWords } from './tercom-words.js';
import { translationEdits } from './translation-edits.js';

/** TER for resampling and tables. Rows: edits to the nearest reference, and the mean length of the references in words. */
export function terMetric(options: TerOptions = {}): Metric {
  const settings = resolveTerOptions(options);
  return {
    name: 'TER',
    choices: terChoices(settings),
    statistics(hypotheses, references) {
      const present = referencesBySegment('corpusTer', hypotheses, references);
      return hypotheses.map((hypothesis, index) => {
        const intern = createInterner<string>();
        const words = intern(tercomWords(hypothesis, settings));
        const others = (present[index] ?? []).map((reference) => intern(referenceWords(reference, settings)));
        const edits = Math.min(...others.map((reference) => translationEdits(words, reference)));
        const length = others.reduce((sum, reference) => sum + reference.length, 0) / others.length;
        return [edits, length];
      });
    },
    score(sums, precision = 'double') {
      const [edits = 0, length = 0] = Array.from(sums);
      const round = rounding(precision);
      if (length > 0) return { score: round(100 * round(edits / length)), detail: '', precision };
      // Edits without a reference word are wrong altogether; nothing compared with nothing is right.
      return { score: edits > 0 ? 100 : 0, detail: '', precision: 'double' };
    },
  };
}

/**
 * sacreBLEU 2.6.0 cuts references twice, hypotheses once. The rules of `normalized` cut some text further the second time
 * (`.,2` into `. ,2` and then `. , 2`), so the number of words depends on it.
 */
function referenceWords(reference: string, settings: ResolvedTerOptions): string[] {
  const words = tercomWords(reference, settings);
  return settings.normalized ? tercomWords(words.join(' '), settings) : words;
}
