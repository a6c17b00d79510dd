import { createGpu } from './device/dawn.js';
import { requestDevice } from './device/device.js';
import { WebGpuError } from './device/device-health.js';
import type { RDropWebGpuBackend } from './webgpu-backend.js';

export interface WebGpuOptions {
  /** Options of Dawn's Node binding, for experiments: `backend=null`, `enable-dawn-features=...`. */
  readonly dawn?: readonly string[];
}

async function start({ dawn = [] }: WebGpuOptions): Promise<RDropWebGpuBackend> {
  const gpu = await createGpu(['enable-dawn-features=allow_unsafe_apis', ...dawn]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null)
    throw new WebGpuError('no GPU was found: expected a Vulkan, Metal or Direct3D 12 driver', true);
  const device = await requestDevice(adapter);
  // Loaded now, for the stock backend looks for the globals when it is.
  const { registerBackend } = await import('./register.js');
  const backend = registerBackend(device);
  process.once('exit', () => backend.dispose());
  return backend;
}

let started: Promise<RDropWebGpuBackend> | undefined;

/**
 * Registers the TensorFlow.js backend 'rdrop-webgpu' (once per process; later calls return the same one, whatever their
 * options) without making it the active one.
 *
 * @throws WebGpuError in one sentence: the package is missing, or there is no such GPU
 */
export function startWebGpu(options: WebGpuOptions = {}): Promise<RDropWebGpuBackend> {
  started ??= start(options).catch((error: unknown) => {
    started = undefined; // so that it can be tried with other options
    throw error;
  });
  return started;
}
