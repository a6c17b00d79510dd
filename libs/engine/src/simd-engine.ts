import { BACKEND_NAME, registerSimdBackend } from '@rdrop/backend-simd';
import * as tf from '@tensorflow/tfjs';
import type { EngineInfo } from './engine-info.js';
import { processorName } from './processor.js';

/** Threads that compute and the system's BLAS: see `EngineOptions`. */
export interface SimdSettings {
  readonly threads?: number | undefined;
  readonly blas?: string | undefined;
}

/** @throws Error when the compiled kernels are missing, saying what to run, or the BLAS asked for cannot be used */
export async function startSimd(notes: readonly string[], settings: SimdSettings): Promise<EngineInfo> {
  const { threads, blas } = settings;
  const backend = await registerSimdBackend({ threads, blas });
  await tf.setBackend(BACKEND_NAME);
  return {
    name: 'simd',
    device: processorName(),
    versions: {
      node: process.versions.node,
      '@tensorflow/tfjs': tf.version.tfjs,
      kernels: backend.variant,
      ...(backend.blas === undefined ? {} : { blas: backend.blas }),
    },
    threads: backend.threads,
    notes: [...notes, ...backend.notes],
  };
}
