export {
  gradientError,
  type GradientCheckOptions,
  leakedTensors,
  relativeError,
} from './finite-differences.js';
export { deviation, integers, sameBits, values } from './random.js';
