import * as tf from '@tensorflow/tfjs';
import { DeviceHealth } from './device/device-health.js';
import { BACKEND_NAME } from './names.js';
import { registerActivation } from './kernels/activation.js';
import { registerAddN } from './kernels/add-n.js';
import { registerAttention } from './kernels/attention.js';
import { registerCast } from './kernels/cast.js';
import { registerDropout } from './kernels/dropout.js';
import { registerLayerNorm } from './kernels/layer-norm.js';
import { registerEmbedding } from './kernels/embedding.js';
import { registerGlobalNorm } from './kernels/global-norm.js';
import { registerLinear } from './kernels/linear.js';
import { registerLoss } from './kernels/loss.js';
import { registerOptimizer } from './kernels/optimizer.js';
import { registerProjectedLoss } from './kernels/projected-loss.js';
import { RDropWebGpuBackend } from './webgpu-backend.js';

/** Registers the backend on a device, with all stock kernels and those of our own. Once per process. */
export function registerBackend(device: GPUDevice): RDropWebGpuBackend {
  // The stock backend would compute small tensors on the CPU: slower here, and not what tests mean to test.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const health = new DeviceHealth(device);
  const first = new RDropWebGpuBackend(device, health);
  tf.copyRegisteredKernels('webgpu', BACKEND_NAME);
  registerActivation();
  registerAddN();
  registerAttention();
  registerCast();
  registerDropout();
  registerLayerNorm();
  registerEmbedding();
  registerGlobalNorm();
  registerLinear();
  registerLoss();
  registerOptimizer();
  registerProjectedLoss();
  // TensorFlow.js may dispose of a backend and ask for it again.
  let backend = first;
  tf.registerBackend(
    BACKEND_NAME,
    () => {
      if (backend.isDisposed) backend = new RDropWebGpuBackend(device, health);
      return backend;
    },
    2,
  );
  process.once('exit', () => {
    health.close();
    device.destroy();
  });
  return first;
}
