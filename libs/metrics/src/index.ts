export { accuracy, f1, matthews } from './classification.js';
export { compoundSplit } from './compound-split.js';
export { pearson, spearman } from './correlation.js';
export { fairseqBleu, type FairseqBleuOptions } from './fairseq-bleu.js';
export { multiBleu, type MultiBleuOptions } from './multi-bleu.js';
export { topKHits } from './top-k.js';
export type { TokenisedBleu } from './tokenised-score.js';
export { VERSION } from './version.js';
