export { Bart, type BartOptions, createBart } from './bart/bart.js';
export { type BartConfig, bartLarge, checkBartConfig } from './bart/bart-config.js';
export { bartConfigFromJson, bartConfigToJson } from './bart/bart-config-json.js';
export { bartMemoryEstimate } from './bart/bart-memory.js';
export { bartParameterCounts, bartParameterSpecs } from './bart/bart-parameters.js';
export { loadBart, type LoadBartOptions, loadBartWeights, saveBart } from './bart/load-bart.js';
export { BertClassifier, createBertClassifier } from './bert/bert-classifier.js';
export {
  bertBase,
  type BertConfig,
  type BertFamily,
  checkBertConfig,
  longestSequence,
  robertaLarge,
} from './bert/bert-config.js';
export { bertConfigJson, type BertPurpose, parseBertConfig } from './bert/bert-config-json.js';
export { type BertContext, type BertInputs, bertStates } from './bert/bert-encoder.js';
export { BertMaskedLm, createBertMaskedLm } from './bert/bert-masked-lm.js';
export { bertTensorName } from './bert/bert-names.js';
export { bertClassifierSpecs, bertMaskedLmSpecs, bertParameterCounts } from './bert/bert-parameters.js';
export {
  loadBertClassifier,
  type LoadBertClassifierOptions,
  loadBertWeights,
  type LoadedBert,
  saveBertClassifier,
  saveBertMaskedLm,
} from './bert/load-bert.js';
export { ParameterSet } from './parameter-set.js';
export {
  allocateParameters,
  countByPart,
  fanInUniform,
  type Initializer,
  initialValues,
  type ParameterSpec,
  parameterSize,
  xavierUniform,
} from './parameter-spec.js';
export { positionIds, SinusoidalPositions, sinusoidalTable } from './sinusoidal-positions.js';
export { crossAttentionWeights, decoderStates, encoderStates } from './transformer/inspection.js';
export {
  type BatchShape,
  type MemoryEstimate,
  type MemoryOptions,
  transformerMemoryEstimate,
} from './transformer/memory-estimate.js';
export type { EncoderOutput } from './transformer/run-layers.js';
export { createTransformer, Transformer } from './transformer/transformer.js';
export {
  checkTransformerConfig,
  type EmbeddingSharing,
  type TransformerConfig,
  transformerIwslt,
  transformerWmtBig,
} from './transformer/transformer-config.js';
export {
  transformerParameterCounts,
  transformerParameterSpecs,
} from './transformer/transformer-parameters.js';
export { type BeamOptions, type Hypothesis } from './decoding/beam-options.js';
export { beamSearch, padSentences } from './decoding/beam-search.js';
export type { DecodingModel } from './decoding/decoding-model.js';
export { type BatchLimits, searchAll, type SearchAllOptions } from './decoding/search-all.js';
export { IncrementalDecoder, type RowSelection } from './decoding/incremental-decoder.js';
export {
  type AdaptiveVocabulary,
  checkLanguageModelConfig,
  type FullVocabulary,
  type LanguageModelConfig,
  type Positions,
  transformerLmGpt,
  transformerLmWiki103,
} from './lm/language-model-config.js';
export { LanguageModelDecoder } from './lm/language-model-decoder.js';
export { languageModelParameterCounts, languageModelParameterSpecs } from './lm/language-model-parameters.js';
export { createLanguageModel, LanguageModel, type LanguageModelOutput } from './lm/language-model.js';
export {
  type LanguageModelBatch,
  type LanguageModelMemory,
  languageModelMemoryEstimate,
} from './lm/memory-estimate.js';
export { checkSamplingOptions, sampleWord, type SamplingOptions } from './lm/sample-word.js';
export { hubEnvironment, type HubOptions } from './pretrained/hub-options.js';
export {
  type LoadReport,
  loadWeights,
  type LoadWeightsOptions,
  weightFiles,
} from './pretrained/load-weights.js';
export { CONFIG_FILE, readModelConfig } from './pretrained/model-config.js';
export { PretrainedError } from './pretrained/pretrained-error.js';
export { pretrainedFolder } from './pretrained/pretrained-folder.js';
export { saveWeights, type SaveWeightsOptions } from './pretrained/save-weights.js';
export { readTokenizer, readTokenizerFiles, writeTokenizerFiles } from './pretrained/tokenizer-folder.js';
export { WEIGHTS_FILE, WEIGHTS_INDEX_FILE } from './pretrained/weight-files.js';
export { embedPatches, type PatchEmbedding } from './vit/embed-patches.js';
export { createVit, Vit, type VitStates } from './vit/vit.js';
export {
  checkVitConfig,
  gridSide,
  sequenceLength,
  vitB16,
  type VitConfig,
  vitL16,
} from './vit/vit-config.js';
export { vitMemoryEstimate } from './vit/vit-memory.js';
export { type VitNaming } from './vit/vit-naming.js';
export { vitParameterCounts, vitParameterSpecs } from './vit/vit-parameters.js';
export { type LoadedVit, loadVitWeights } from './vit/vit-weights.js';
export { type WeightSource, type WeightTensor, withWeights } from './vit/weight-source.js';
