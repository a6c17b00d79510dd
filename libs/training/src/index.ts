export { createOptimizer, type CreateOptimizerOptions } from './optimizers/create-optimizer.js';
export {
  type AdamConfig,
  type NagConfig,
  type OptimizerConfig,
  type SgdConfig,
} from './optimizers/optimizer-config.js';
export {
  applyGradients,
  type NamedVariables,
  type Optimizer,
  type OptimizerState,
  type OptimizerStep,
  type SavedOptimizerState,
  type UpdateNumbers,
} from './optimizers/optimizer.js';
export { type DecayPredicate } from './optimizers/slots.js';
export {
  type ConstantSchedule,
  type CosineRestartsSchedule,
  type CosineSchedule,
  type InverseSqrtSchedule,
  type LinearSchedule,
  type PolynomialSchedule,
  type ScheduleConfig,
} from './schedules/schedule-config.js';
export { schedule, type Schedule } from './schedules/schedule.js';
export { averageCheckpoints, type HostParameters, lastCheckpoints } from './checkpoints/average.js';
export { CheckpointError, type LoadedCheckpoint, readCheckpoint } from './checkpoints/checkpoint-file.js';
export { checkpointUpdates, findCheckpoint } from './checkpoints/checkpoint-store.js';
export { assignParameters, loadParameters } from './checkpoints/load-parameters.js';
export { type BestResult, type TrainingState, type WindowState } from './checkpoints/training-state.js';
export { type Interval, type Selection, type TrainOptions } from './loop/options.js';
export { type HostBatch, type HostLoss, inputOf, lossOnHost, type TensorBatch } from './loop/host-loss.js';
export { LossScaler, type LossScaleReading } from './loop/loss-scaler.js';
export { readScalar } from './loop/read-scalar.js';
export { type BatchLoss, type StepInfo, type TrainTask } from './loop/task.js';
export { train } from './loop/train.js';
export { TrainingError } from './loop/training-error.js';
export { type TrainOutcome } from './loop/outcome.js';
export { type Logger } from './reporting/logger.js';
export { type MetricRecord } from './reporting/metric-record.js';
export {
  createProgress,
  type Progress,
  type ProgressOptions,
  type ProgressStatus,
  type ProgressStream,
} from './reporting/progress.js';
export { collectEnvironment, type Environment, type EnvironmentOptions } from './record/environment.js';
export { type JsonLike, writeRecord } from './record/write-record.js';
