import * as tf from '@tensorflow/tfjs';
import { registerSimdBackend } from '../register.js';
import type { SimdBackend } from '../simd-backend.js';

export async function useSimd(): Promise<SimdBackend> {
  // The stock backend then prints no banner.
  tf.env().set('PROD', true);
  const backend = await registerSimdBackend();
  await tf.setBackend('cpu');
  await tf.setBackend('simd');
  return backend;
}

/** Makes this the backend of the name 'simd', after `useSimd` has registered the kernels. */
export function replaceSimd(backend: SimdBackend): void {
  void tf.setBackend('cpu');
  tf.removeBackend('simd');
  tf.registerBackend('simd', () => backend);
  void tf.setBackend('simd');
}

/** The values of `body`'s result on the named backend. Both are started, so that setBackend acts at once. */
export function on(name: 'simd' | 'cpu', body: () => tf.Tensor): number[] {
  const before = tf.getBackend();
  void tf.setBackend(name);
  let values: number[] = [];
  try {
    tf.tidy(() => {
      values = Array.from(body().dataSync());
    }); // returns nothing: it would look at every number for tensors
    return values;
  } finally {
    void tf.setBackend(before);
  }
}

/** [simd, cpu] results of the same computation. */
export function onBoth(body: () => tf.Tensor): [number[], number[]] {
  return [on('simd', body), on('cpu', body)];
}

/** Blocks that `body` leaves in the WebAssembly memory. */
export function blocksLeftBy(backend: SimdBackend, body: () => void): number {
  const before = backend.memory().heapBlocks;
  body();
  return backend.memory().heapBlocks - before;
}
