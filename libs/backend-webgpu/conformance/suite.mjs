/** What is bundled: TensorFlow.js' own tests, the backend under test, and one copy of TensorFlow.js for both. */
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { startWebGpu } from '../src/index.ts';

/**
 * Defines the specs in the Jasmine environment whose functions are global. Returns the adapter.
 *
 * @param {'rdrop-webgpu' | 'webgpu'} name ours, or the stock backend
 */
export async function defineSpecs(name) {
  const { adapter } = await startWebGpu();
  // Kernels are to run on the GPU, however small the tensors.
  const flags = { WEBGPU_CPU_FORWARD: false };
  setTestEnvs([{ name, backendName: name, flags, isDataSync: false }]);
  // The tests ask for their environments as they are loaded.
  await import('@tensorflow/tfjs-core/dist/tests');
  return adapter;
}
