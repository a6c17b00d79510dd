export { type AdamCorrections, advanceCorrections } from './adam-corrections.js';
export { adamUpdate, type AdamHyper, type AdamSlot } from './adam.js';
export { add } from './add.js';
export {
  type AdaptiveDivergence,
  type AdaptiveLayers,
  adaptiveRDropTerms,
  type AdaptiveTail,
  type AdaptiveTargets,
  type AdaptiveTermsOptions,
} from './adaptive/adaptive-terms.js';
export {
  type ClusterTargets,
  clusterTargets,
  type ClusterTargetsOptions,
  type TailTargets,
} from './adaptive/cluster-targets.js';
export { attention, type AttentionOptions, attentionProbabilities } from './attention.js';
export { beginStep } from './begin-step.js';
export { crossEntropy, type CrossEntropyOptions, type SmoothingForm } from './cross-entropy.js';
export { withGradient } from './custom-gradient.js';
export { dropout, philoxMask } from './dropout.js';
export {
  type Dropout,
  type DropoutSource,
  noDropout,
  philoxDropout,
  type PhiloxDropout,
  type PhiloxDropoutOptions,
  recordedDropout,
  type RecordedDropout,
} from './dropout-source.js';
export { embedding, type EmbeddingOptions } from './embedding.js';
export { feedForward, type FeedForwardOptions } from './feed-forward.js';
export { firstPosition } from './first-position.js';
export { gelu } from './gelu.js';
export { globalNorm } from './global-norm.js';
export { clipFactor, type GradientClip } from './gradient-clip.js';
export { dims, expectSize, KernelArguments, type NumericInput } from './kernel-arguments.js';
export {
  type DropoutAttributes,
  FUSED_KERNELS,
  type FusedKernel,
  hasKernels,
  withReferences,
} from './kernels.js';
export { layerNorm, type LayerNormOptions } from './layer-norm.js';
export { linear, type LinearOptions, type Projection } from './linear.js';
export { type LossScaleRule, type LossScaleState, updateLossScale } from './loss-scale.js';
export { type MomentumSlot, nagUpdate, type NagHyper, sgdUpdate, type SgdHyper } from './momentum.js';
export { deriveKey, philox4x32, type RandomKey, randomNormal, randomUniform, shuffled } from './philox.js';
export { rank1, rank2, rank3 } from './rank.js';
export { recompute, type RecomputeInputs } from './recompute.js';
export { type Precision, preparePrecision, withPrecision } from './precision.js';
export { type AttentionProjections, projectedAttention } from './projected-attention.js';
export { projectedRDropTerms, type ProjectedTerms, type ProjectedTermsOptions } from './projected-terms.js';
export { rDropTerms, type RDropTermsOptions } from './rdrop-terms.js';
export { checkShape, rowsOf, sizeOf } from './shapes.js';
export {
  collectDeclarations,
  declareNumbers,
  type StepDeclaration,
  type StepNumbers,
} from './step-numbers.js';
export {
  createStepRecorder,
  type HostTensor,
  type RecordableStep,
  type StepReading,
  type StepRecorder,
  type StepRecorderOptions,
} from './step-recorder.js';
export { waitsForReads } from './waits-for-reads.js';
