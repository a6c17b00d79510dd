export { DataError, RefusedError } from './data-error.js';

export { readAllLines, readLines, type ReadLinesOptions } from './text-files/read-lines.js';
export { readParallel, type ParallelFiles, type ParallelText } from './text-files/read-parallel.js';
export { writeLines, writeTextAtomic } from './text-files/write-lines.js';
export {
  blockLines,
  DEFAULT_BLOCK_PAIRS,
  encodeLines,
  readPairBlocks,
  type PairBlock,
} from './text-files/pair-blocks.js';

export { openTokenFile, type TokenFile } from './token-file/token-file.js';
export {
  createTokenFile,
  packRows,
  type TokenBlock,
  type TokenFileShape,
  type TokenFileWriter,
} from './token-file/write-token-file.js';

export { parallelMap, type ParallelMapOptions } from './parallel/parallel-map.js';
export { type StepResult, type WorkerStep } from './parallel/worker-step.js';

export {
  download,
  type Downloaded,
  type DownloadOptions,
  type DownloadProgress,
  type RemoteFile,
} from './download/download.js';
export {
  unpackArchive,
  type Unpacked,
  type UnpackLimits,
  type UnpackOptions,
} from './unpack/unpack-archive.js';

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
export {
  type ArchiveFile,
  type ArchivePart,
  type ArchiveRecipe,
  type ArchiveSource,
  type ExpectedCount,
  type PartFormat,
  type RecipeArchive,
} from './recipes/archive-recipe.js';
export { checkCounts, countSentence, type CheckedCount } from './recipes/expected-counts.js';
export { findByName } from './recipes/find-by-name.js';
export {
  type ArchiveSet,
  getArchiveFiles,
  getArchives,
  type GetArchivesOptions,
} from './recipes/get-archives.js';
export { iwslt14DeEn, iwslt14EsEn, iwslt17FrEn, iwslt17ZhEn } from './recipes/talks.js';
export { wmt14EnDe, wmt14EnFr } from './recipes/wmt14.js';
export { iwslt14 } from './recipes/iwslt14.js';
export { multi30k } from './recipes/multi30k.js';
export {
  type ExpectedSize,
  findTextFiles,
  getTextFiles,
  sizeSentence,
  type TextFiles,
  type TextFolderRecipe,
  type TextRecipe,
} from './recipes/text-recipe.js';
export { wikiText103, wikiText103Prefix, wikiText2 } from './recipes/wikitext.js';
export { buildWholeFolder } from './prepared-set/build-whole-folder.js';

export {
  generateMiniCorpus,
  miniDefaults,
  type MiniCorpus,
  type MiniCorpusOptions,
} from './mini-german-english/corpus.js';
export { type SentencePair } from './mini-german-english/generate/sentence.js';
export { miniParts, writeMiniCorpus } from './mini-german-english/write-corpus.js';

export {
  generateMiniWiki,
  type MiniWiki,
  miniWikiDefaults,
  type MiniWikiOptions,
  writeMiniWiki,
} from './mini-wiki/corpus.js';

export {
  blockWindows,
  contextWindows,
  readWindows,
  type TextWindow,
  type TokenStream,
  windowBatches,
  type WindowBatch,
} from './language-model/text-windows.js';
export { findGlueFile, requireGlueFile } from './glue/find-glue.js';
export {
  GLUE_TASKS,
  type GlueColumns,
  type GlueSplit,
  type GlueTask,
  type GlueTaskName,
  glueTasks,
  isRegression,
} from './glue/glue-tasks.js';
export { type GlueExample, type GlueFile, readGlueFile } from './glue/read-glue.js';
export { predictionText, submissionLines } from './glue/submission.js';
export { type MiniExample } from './mini-glue/example.js';
export {
  generateMiniGlue,
  type MiniGlue,
  type MiniGlueOptions,
  writeMiniGlue,
} from './mini-glue/write-mini-glue.js';
export { CIFAR_SIDE, type CifarRecord, encodeCifar, readCifar, readClassNames } from './images/cifar.js';
export { cifar100, type CifarFiles, getCifar100 } from './images/cifar-100.js';
export { imageLibrary } from './images/image-library.js';
export { ImagePipeline, type ImagePipelineOptions } from './images/image-pipeline.js';
export { type ImageSet, type ImageSource } from './images/image-set.js';
export {
  decodeImage,
  type LoadedImages,
  loadImagesStep,
  type LoadRequest,
  type LoadSettings,
} from './images/load-images.js';
export { openPackedImages, packedClasses } from './images/open-packed-images.js';
export { packedFiles } from './images/packed-files.js';
export { type PackedCounts, packImages, type PackImagesOptions } from './images/pack-images.js';
export { type Box, cropped, interleavedPixels, type Pixels, planarPixels } from './images/pixels.js';
export { CROP_DRAWS, type CropRange, randomCrop } from './images/random-crop.js';
export { normaliseInto, resized } from './images/resize.js';
export { type FoundImage, type ImageVisitor, visitImages } from './images/visit-images.js';
export { MINI_GROUPS, type MiniClass, miniClasses } from './mini-images/classes.js';
export {
  generateMiniImages,
  miniImageDefaults,
  type MiniImageOptions,
  writeMiniImages,
} from './mini-images/write-mini-images.js';
export { type SummaryPair } from './summaries/summary-pair.js';
export { formatStory, parseStory } from './summaries/story.js';
export { readSummaries, type SummarySource } from './summaries/read-summaries.js';
export { findSummaries, SUMMARY_PARTS, type SummaryPart } from './summaries/find-summaries.js';
export { type MiniStory } from './mini-stories/story.js';
export {
  generateMiniStories,
  type MiniStories,
  type MiniStoriesOptions,
  miniStoriesDefaults,
  writeMiniStories,
} from './mini-stories/write-stories.js';
