export { clipFactor } from './optimizers/clipping.js';
export { createOptimizer, type CreateOptimizerOptions } from './optimizers/create-optimizer.js';
export {
  type AdamConfig,
  type NagConfig,
  type OptimizerConfig,
  type SgdConfig,
} from './optimizers/optimizer-config.js';
export {
  type NamedVariables,
  type Optimizer,
  type OptimizerState,
  type OptimizerStep,
  type SavedOptimizerState,
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
export { asFloat32 } from './safetensors/decode.js';
export {
  type Dtype,
  type HostTensor,
  SafetensorsError,
  type SafetensorsHeader,
  type TensorEntry,
  type TensorValues,
} from './safetensors/format.js';
export {
  parseSafetensors,
  readSafetensors,
  readSafetensorsHeader,
  type Safetensors,
} from './safetensors/read.js';
export { encodeSafetensors, type WritableTensor } from './safetensors/write.js';
export { FileError } from './files/file-error.js';
