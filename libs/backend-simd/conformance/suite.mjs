/** What is bundled: TensorFlow.js' own tests, the backend under test, and one copy of TensorFlow.js for both. */
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { registerSimdBackend } from '../src/index.ts';

/**
 * Defines the specs in the Jasmine environment whose functions are global. Returns the backend, if it is ours.
 *
 * @param {'cpu' | 'simd'} name
 * @param {object} options what `registerSimdBackend` takes
 */
export async function defineSpecs(name, options) {
  const backend = name === 'simd' ? await registerSimdBackend(options) : undefined;
  setTestEnvs([{ name, backendName: name, flags: {}, isDataSync: true }]);
  // The tests ask for their environments as they are loaded.
  await import('@tensorflow/tfjs-core/dist/tests');
  return backend;
}
