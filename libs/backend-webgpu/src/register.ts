import * as tf from '@tensorflow/tfjs';
import { DeviceHealth } from './device/device-health.js';
import type { MatrixUnit } from './device/matrix-unit.js';
import { BACKEND_NAME } from './names.js';
import { registerActivation } from './kernels/activation.js';
import { registerAdamCorrections } from './kernels/adam-corrections.js';
import { registerAddN } from './kernels/add-n.js';
import { registerAttention } from './kernels/attention.js';
import { registerDropout } from './kernels/dropout.js';
import { registerLayerNorm } from './kernels/layer-norm.js';
import { registerEmbedding } from './kernels/embedding.js';
import { registerGlobalNorm } from './kernels/global-norm.js';
import { registerLinear } from './kernels/linear.js';
import { registerLoss } from './kernels/loss.js';
import { registerLossScale } from './kernels/loss-scale.js';
import { registerOptimizer } from './kernels/optimizer.js';
import { prepareMixed } from './kernels/mixed-precision.js';
import { registerProjectedLoss } from './kernels/projected-loss.js';
import { RDropWebGpuBackend } from './webgpu-backend.js';

/**
 * Registers the backend on a device, with all stock kernels and those of our own. Once per process.
 *
 * @param unit the matrix unit that the device's driver tells of
 */
export function registerBackend(device: GPUDevice, unit?: MatrixUnit): RDropWebGpuBackend {
  // The stock backend would compute small tensors on the CPU: slower here, and not what tests mean to test.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const health = new DeviceHealth(device);
  const create = () => {
    const backend = new RDropWebGpuBackend(device, health);
    backend.prepareMixed = () => prepareMixed(backend, unit);
    return backend;
  };
  const first = create();
  tf.copyRegisteredKernels('webgpu', BACKEND_NAME);
  registerActivation();
  registerAdamCorrections();
  registerAddN();
  registerAttention();
  registerDropout();
  registerLayerNorm();
  registerEmbedding();
  registerGlobalNorm();
  registerLinear();
  registerLoss();
  registerLossScale();
  registerOptimizer();
  registerProjectedLoss();
  // TensorFlow.js may dispose of a backend and ask for it again.
  let backend = first;
  tf.registerBackend(
    BACKEND_NAME,
    () => {
      if (backend.isDisposed) backend = create();
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
