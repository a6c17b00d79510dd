export { DataError } from './data-error.js';

export { readAllLines, readLines, type ReadLinesOptions } from './text-files/read-lines.js';
export { readParallel, type ParallelFiles, type ParallelText } from './text-files/read-parallel.js';
export { writeLines, writeTextAtomic } from './text-files/write-lines.js';

export {
  lengthStatistics,
  parallelStatistics,
  textStatistics,
  type LengthStatistics,
  type TextStatistics,
} from './statistics.js';

export { type Shuffle } from './batching/permutation.js';
export { orderedIndices, type PairLengths } from './batching/ordered-indices.js';
export {
  filterByLength,
  requireLengths,
  type FilteredIndices,
  type MaxPositions,
} from './batching/filter-by-length.js';
export { batchBySize, type BatchOptions } from './batching/batch-by-size.js';
export {
  batchPlanStatistics,
  epochBatches,
  planBatches,
  type BatchPlan,
  type BatchPlanOptions,
  type BatchPlanStatistics,
} from './batching/batch-plan.js';
export {
  collate,
  collateSource,
  padRows,
  type CollateOptions,
  type TokenMatrix,
  type TokenRows,
  type TranslationBatch,
} from './batching/collate.js';

export { prepareRecipe, type PreparedSet, type PrepareOptions } from './recipes/prepare-recipe.js';
export { type Recipe, type RecipeFile, type RecipePart } from './recipes/recipe.js';
export { iwslt14 } from './recipes/iwslt14.js';
export { multi30k } from './recipes/multi30k.js';

export {
  generateMiniCorpus,
  miniDefaults,
  type MiniCorpus,
  type MiniCorpusOptions,
} from './mini-german-english/corpus.js';
export { type SentencePair } from './mini-german-english/generate/sentence.js';
export { miniParts, writeMiniCorpus } from './mini-german-english/write-corpus.js';
