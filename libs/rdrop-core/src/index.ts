export { type AlphaSchedule, alphaAt } from './alpha-schedule.js';
export { checkPassesDiffer } from './check-passes-differ.js';
export type { AdaptiveLogits, ModelOutput, UnprojectedLogits } from './model-output.js';
export { type RDropLoss, rDropLoss, type RDropLossOptions } from './rdrop-loss.js';
export { rDropRegression, type RDropRegressionOptions, type RegressionScaling } from './rdrop-regression.js';
export {
  evaluationContext,
  type Forward,
  type ForwardContext,
  type RDropBatch,
  rDropRegressionStep,
  type RDropRegressionStepOptions,
  rDropStep,
  type RDropStepOptions,
  type StepPosition,
  stepVariant,
} from './rdrop-step.js';
export { repeatBatch } from './repeat-batch.js';
export { type Scaling, scalingFactors, type ScalingFactors, SCALINGS } from './scaling.js';
