export {
  gradientError,
  type GradientCheckOptions,
  leakedTensors,
  relativeError,
} from './finite-differences.js';
