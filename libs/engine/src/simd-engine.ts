import { BACKEND_NAME, registerSimdBackend } from '@rdrop/backend-simd';
import * as tf from '@tensorflow/tfjs';
import type { EngineInfo } from './engine-info.js';
import { processorName } from './processor.js';

/** @throws Error when the compiled kernels are missing, saying what to run */
export async function startSimd(notes: readonly string[]): Promise<EngineInfo> {
  const backend = await registerSimdBackend();
  await tf.setBackend(BACKEND_NAME);
  return {
    name: 'simd',
    device: processorName(),
    versions: { node: process.versions.node, '@tensorflow/tfjs': tf.version.tfjs, kernels: backend.variant },
    threads: 1,
    notes,
  };
}
