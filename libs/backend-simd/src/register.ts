import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME } from './kernel-call.js';
import { registerAttention } from './kernels/attention.js';
import { registerComparisons } from './kernels/comparisons.js';
import { registerCumulativeSum } from './kernels/cumulative-sum.js';
import { registerDropout } from './kernels/dropout.js';
import { registerElementwise } from './kernels/elementwise.js';
import { registerEmbedding } from './kernels/embedding.js';
import { registerFillAndCast } from './kernels/fill-and-cast.js';
import { registerHiddenGrad } from './kernels/hidden-grad.js';
import { registerLayerNorm } from './kernels/layer-norm.js';
import { registerLinear } from './kernels/linear.js';
import { registerLoss } from './kernels/loss.js';
import { registerProjectedLoss } from './kernels/projected-loss.js';
import { registerMatmul } from './kernels/matmul.js';
import { registerMovement } from './kernels/movement.js';
import { registerOptimizer } from './kernels/optimizer.js';
import { registerReductions } from './kernels/reductions.js';
import { registerTranspose } from './kernels/transpose.js';
import { registerWindows } from './kernels/windows.js';
import { SimdBackend } from './simd-backend.js';
import { watched } from './slow-kernels.js';
import { startRuntime, type RuntimeOptions } from './wasm-runtime.js';

export interface SimdOptions extends RuntimeOptions {
  /**
   * Warn, once a kernel, when one of TensorFlow.js' own takes more than 20 ms on a tensor of more than a million elements.
   * Default: whether the environment variable RDROP_WARN_SLOW is 1.
   */
  readonly warnSlow?: boolean | undefined;
}

function watchStockKernels(): void {
  for (const kernel of tf.getKernelsForBackend(BACKEND_NAME)) {
    tf.unregisterKernel(kernel.kernelName, BACKEND_NAME);
    tf.registerKernel({ ...kernel, kernelFunc: watched(kernel.kernelName, kernel.kernelFunc) });
  }
}

function registerKernels(warnSlow: boolean): void {
  tf.copyRegisteredKernels('cpu', BACKEND_NAME);
  if (warnSlow) watchStockKernels();
  registerMatmul();
  registerLinear();
  registerElementwise();
  registerReductions();
  registerTranspose();
  registerLoss();
  registerProjectedLoss();
  registerLayerNorm();
  registerHiddenGrad();
  registerDropout();
  registerEmbedding();
  registerAttention();
  registerOptimizer();
  registerWindows();
  registerMovement();
  registerFillAndCast();
  registerComparisons();
  registerCumulativeSum();
}

let started: Promise<SimdBackend> | undefined;

async function start(options: SimdOptions): Promise<SimdBackend> {
  const backend = new SimdBackend(await startRuntime(options));
  registerKernels(options.warnSlow ?? process.env['RDROP_WARN_SLOW'] === '1');
  // Above the stock backends (cpu has 1), so that tf.ready() picks it; the engine's choice sets it explicitly.
  tf.registerBackend(BACKEND_NAME, () => backend, 3);
  return backend;
}

/**
 * Registers the TensorFlow.js backend 'simd' (once per process; later calls return the same one, whatever their
 * options) without making it the active one: `await registerSimdBackend(); await tf.setBackend('simd')`.
 *
 * @throws Error when the compiled kernels are missing, saying what to run
 */
export function registerSimdBackend(options: SimdOptions = {}): Promise<SimdBackend> {
  started ??= start(options).catch((error: unknown) => {
    started = undefined; // so that it can be tried with other options
    throw error;
  });
  return started;
}
