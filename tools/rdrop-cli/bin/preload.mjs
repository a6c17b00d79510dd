/**
 * Loads TensorFlow.js by Node's own loader. To be imported before the loader for TypeScript is registered: through that
 * one, the same files take 35 MB more memory for as long as the process lives.
 */
import { createRequire } from 'node:module';

try {
  createRequire(import.meta.url)('@tensorflow/tfjs');
} catch {
  // Not installed, or broken: whoever needs it says so.
}
