import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { EngineInfo } from './engine-info.js';
import type { ModuleLoader } from './module-loader.js';
import { coreCount, processorName } from './processor.js';
import { loadFailure, noGpuNote } from './tensorflow-advice.js';

const CUDA_PACKAGE = '@tensorflow/tfjs-node-gpu';
/** In order of preference. Both register the backend 'tensorflow'; neither is ever a dependency. */
const PACKAGES = [CUDA_PACKAGE, '@tensorflow/tfjs-node'] as const;
const INSTALL = 'npm install @tensorflow/tfjs-node@4.22.0 (or @tensorflow/tfjs-node-gpu@4.22.0 for CUDA)';

/** Functions that the package calls and that Node 23 removed from `util`. */
function restoreRemovedUtilities(): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  };
  for (const [name, body] of Object.entries(removed)) {
    if (typeof Reflect.get(util, name) !== 'function') Reflect.set(util, name, body);
  }
}

export function installedTensorflow(loader: ModuleLoader): string | undefined {
  return PACKAGES.find((name) => loader.has(name));
}

/** Whether the started backend computes on a GPU (a property of tfjs-node's backend class). */
function usesGpu(): boolean {
  const backend: object = tf.backend();
  return Reflect.get(backend, 'isUsingGpuDevice') === true;
}

/** The first package that loads, and a sentence about each that does not. */
async function loadFirst(loader: ModuleLoader): Promise<{ name: string; failures: readonly string[] }> {
  const installed = PACKAGES.filter((name) => loader.has(name));
  if (installed.length === 0) {
    throw new Error(`engine 'tensorflow': no TensorFlow package is installed; run: ${INSTALL}`);
  }
  const failures: string[] = [];
  for (const name of installed) {
    try {
      await loader.load(name);
      return { name, failures };
    } catch (error) {
      failures.push(loadFailure(name, error));
    }
  }
  throw new Error(`engine 'tensorflow': ${failures.join('; ')}`);
}

/** @throws Error in one sentence: what is missing, or why the installed package does not load */
export async function startTensorflow(loader: ModuleLoader): Promise<EngineInfo> {
  restoreRemovedUtilities();
  // Read by the native library when it loads: no log lines, and no claim on the whole GPU.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  const { name, failures } = await loadFirst(loader);
  if (tf.findBackendFactory('tensorflow') === null || !(await tf.setBackend('tensorflow'))) {
    throw new Error(
      `engine 'tensorflow': ${name} was loaded but registered no backend with this copy of @tensorflow/tfjs; ` +
        `install the version that goes with it: ${INSTALL}`,
    );
  }
  const gpu = usesGpu();
  return {
    name: 'tensorflow',
    device: gpu ? 'NVIDIA GPU (CUDA)' : processorName(),
    versions: { node: process.versions.node, '@tensorflow/tfjs': tf.version.tfjs, package: name },
    threads: coreCount(),
    notes: [
      ...failures.map((failure) => `engine 'tensorflow': ${failure}`),
      ...(name === CUDA_PACKAGE && !gpu ? [noGpuNote(name)] : []),
    ],
  };
}
