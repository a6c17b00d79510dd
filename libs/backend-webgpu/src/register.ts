import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME } from './names.js';
import { registerActivation } from './kernels/activation.js';
import { registerAttention } from './kernels/attention.js';
import { registerDropout } from './kernels/dropout.js';
import { registerLayerNorm } from './kernels/layer-norm.js';
import { registerLinear } from './kernels/linear.js';
import { RDropWebGpuBackend } from './webgpu-backend.js';

/** Registers the backend on a device, with all stock kernels and those of our own. Once per process. */
export function registerBackend(device: GPUDevice): RDropWebGpuBackend {
  // The stock backend would compute small tensors on the CPU: slower here, and not what tests mean to test.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const backend = new RDropWebGpuBackend(device);
  tf.copyRegisteredKernels('webgpu', BACKEND_NAME);
  registerActivation();
  registerAttention();
  registerDropout();
  registerLayerNorm();
  registerLinear();
  tf.registerBackend(BACKEND_NAME, () => backend, 2);
  return backend;
}
