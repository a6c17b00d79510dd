export { bleuMetric } from './bleu/bleu-metric.js';
export { corpusBleu, corpusStatistics, sentenceBleu, type SignedBleuScore } from './bleu/bleu.js';
export { formatBleu, type FormatOptions } from './bleu/format-score.js';
export { bleuSignature, type BleuOptions } from './bleu/options.js';
export { bleuFromStatistics, type BleuScore, type ScoringOptions } from './bleu/score.js';
export type { Smoothing } from './bleu/smoothing.js';
export { MAX_ORDER, segmentStatistics, sumStatistics, type BleuStatistics } from './bleu/statistics.js';
export { chrfMetric } from './chrf/chrf-metric.js';
export { corpusChrf, sentenceChrf } from './chrf/chrf.js';
export type { ChrfOptions } from './chrf/options.js';
export type { Metric, MetricScore, Precision } from './metric.js';
export { countNgrams, type NgramCounts } from './ngrams/count-ngrams.js';
export { formatFixed } from './number-format.js';
export type { ReferenceSet } from './segments.js';
export { formatShortSignature, formatSignature, type SignatureField } from './signature.js';
export { confidenceInterval, type ConfidenceInterval } from './resampling/bootstrap.js';
export type { Interval } from './resampling/interval.js';
export { bootstrapIndices, type ResamplingOptions } from './resampling/resampled-scores.js';
export {
  pairedTest,
  type NamedSystem,
  type PairedResult,
  type PairedTest,
  type PairedTestOptions,
} from './resampling/paired-test.js';
export { corpusScore, sentenceScore, type SignedScore } from './signed-score.js';
export type { TerOptions } from './ter/options.js';
export { terMetric } from './ter/ter-metric.js';
export { corpusTer, sentenceTer, type SignedTerScore } from './ter/ter.js';
export { resolveTokenizer, tokenizerForLanguage, tokenizerNames } from './tokenizers/registry.js';
export type { Tokenizer } from './tokenizers/tokenizer.js';
export { VERSION } from './version.js';
export { splitOnWhitespace } from './whitespace.js';
