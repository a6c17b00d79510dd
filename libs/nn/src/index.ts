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
  transformerMemoryEstimate,
} from './transformer/memory-estimate.js';
export type { EncoderOutput } from './transformer/stacks.js';
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
export { beamSearch, padLeft } from './decoding/beam-search.js';
export { IncrementalDecoder, type RowSelection } from './decoding/incremental-decoder.js';
