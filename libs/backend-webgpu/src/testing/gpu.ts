import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, it, vi } from 'vitest';
import { BACKEND_NAME } from '../names.js';
import { startWebGpu } from '../start.js';
import type { RDropWebGpuBackend } from '../webgpu-backend.js';

/** The backend, or why there is none on this machine. */
const found = await startWebGpu().then(
  ({ backend }) => backend,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);
// The stock backend then prints no banner.
tf.env().set('PROD', true);

/** Tests that need a GPU (a software one will do), with the backend active; skipped, and said so, where there is none. */
export function describeOnGpu(title: string, body: (backend: RDropWebGpuBackend) => void): void {
  if (typeof found === 'string') {
    it.skip(`${title} (skipped: ${found})`);
    return;
  }
  describe(title, () => {
    beforeEach(async () => {
      await tf.setBackend(BACKEND_NAME);
    });
    body(found);
  });
}

/**
 * Dispatches by `threads` run as on a device that allows `most` workgroups in a row, until mocks are restored. The last row
 * then has workgroups too many, which must do nothing.
 */
export function foldDispatches(backend: RDropWebGpuBackend, most: number): void {
  const dispatch = backend.dispatch.bind(backend);
  vi.spyOn(backend, 'dispatch').mockImplementation((program, { threads, ...run }) => {
    if (threads === undefined) return dispatch(program, run);
    const count = Math.ceil(threads / program.threads);
    dispatch(program, { ...run, groups: [most, Math.ceil(count / most), 1] });
  });
}
