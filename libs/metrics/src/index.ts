export { accuracy, f1, matthews } from './classification.js';
export { compoundSplit } from './compound-split.js';
export { pearson, spearman } from './correlation.js';
export { fairseqBleu, type FairseqBleuOptions } from './fairseq-bleu.js';
export { multiBleu, type MultiBleuOptions } from './multi-bleu.js';
export { topKHits } from './top-k.js';
export type { RougeInterval } from './rouge/bootstrap.js';
export type { RougeScore } from './rouge/measures.js';
export { pennWords } from './rouge/penn-words.js';
export { porterStem } from './rouge/porter-stem.js';
export { type CorpusRouge, rouge, type RougeMean, type RougeOptions, rougeSignature } from './rouge/rouge.js';
export {
  ROUGE_NAMES,
  type RougeName,
  rougePair,
  type RougeReading,
  type RougeScores,
} from './rouge/rouge-pair.js';
export type { SentenceSplitting } from './rouge/sentences.js';
export type { TokenisedBleu } from './tokenised-score.js';
export { VERSION } from './version.js';
