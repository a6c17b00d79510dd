import { bleuMetric } from '../bleu/bleu-metric.js';
import { chrfMetric } from '../chrf/chrf-metric.js';
import type { Metric } from '../metric.js';
import { terMetric } from '../ter/ter-metric.js';
import { readGolden } from './golden.js';

/** sacreBLEU's options, by their Python names. */
interface PythonOptions {
  readonly tokenize?: string;
  readonly lowercase?: boolean;
  readonly smooth_method?: 'exp' | 'floor' | 'add-k' | 'none';
  readonly smooth_value?: number;
  readonly effective_order?: boolean;
  readonly char_order?: number;
  readonly word_order?: number;
  readonly beta?: number;
  readonly whitespace?: boolean;
  readonly eps_smoothing?: boolean;
  readonly normalized?: boolean;
  readonly no_punct?: boolean;
  readonly asian_support?: boolean;
  readonly case_sensitive?: boolean;
}

/** A corpus and its score. */
export interface GoldenCase {
  readonly metric: 'bleu' | 'chrf' | 'ter';
  readonly options: PythonOptions;
  readonly hypotheses: readonly string[];
  readonly references: readonly (string | null)[][];
  /** Bootstrap resamples, 0 for none. */
  readonly samples: number;
  readonly score: number;
  /** The result line with four decimals. */
  readonly text: string;
  readonly edits?: number;
  readonly referenceLength?: number;
  readonly mean?: number;
  readonly halfWidth?: number;
}

/** Odd corpora under all three metrics. */
export const goldenCases: readonly GoldenCase[] = readGolden('cases.json');

/** The metric that a golden case was scored by. */
export function metricOf({ metric, options }: GoldenCase): Metric {
  if (metric === 'bleu') {
    return bleuMetric({
      tokenizer: options.tokenize,
      lowercase: options.lowercase,
      smoothing: options.smooth_method,
      smoothingValue: options.smooth_value,
      effectiveOrder: options.effective_order,
    });
  }
  if (metric === 'chrf') {
    return chrfMetric({
      charOrder: options.char_order,
      wordOrder: options.word_order,
      beta: options.beta,
      lowercase: options.lowercase,
      whitespace: options.whitespace,
      epsSmoothing: options.eps_smoothing,
    });
  }
  return terMetric({
    normalized: options.normalized,
    noPunctuation: options.no_punct,
    asianSupport: options.asian_support,
    caseSensitive: options.case_sensitive,
  });
}
