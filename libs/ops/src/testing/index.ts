export { exactLoss, type LogitShape, type LossCase, lossCase } from './exact-loss.js';
export {
  gradientError,
  type GradientCheckOptions,
  leakedTensors,
  relativeError,
} from './finite-differences.js';
export { deviation, integers, sameBits, values } from './random.js';
