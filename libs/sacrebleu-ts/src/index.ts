export {
  corpusBleu,
  corpusStatistics,
  sentenceBleu,
  type ReferenceSet,
  type SignedBleuScore,
} from './bleu/bleu.js';
export { formatBleu, type FormatOptions } from './bleu/format-score.js';
export { bleuSignature, type BleuOptions } from './bleu/options.js';
export { bleuFromStatistics, type BleuScore, type ScoringOptions } from './bleu/score.js';
export type { Smoothing } from './bleu/smoothing.js';
export { MAX_ORDER, segmentStatistics, sumStatistics, type BleuStatistics } from './bleu/statistics.js';
export { countNgrams, type NgramCounts } from './ngrams.js';
export { formatFixed } from './number-format.js';
export { formatSignature, type SignatureField } from './signature.js';
export { resolveTokenizer, tokenizerNames } from './tokenizers/registry.js';
export type { Tokenizer } from './tokenizers/tokenizer.js';
export { VERSION } from './version.js';
export { splitOnWhitespace } from './whitespace.js';
