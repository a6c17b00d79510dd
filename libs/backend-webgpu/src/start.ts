import { type Adapter, type AdapterChoice, chooseAdapter, findAdapters } from './device/adapters.js';
import { createGpu } from './device/dawn.js';
import { requestDevice } from './device/device.js';
import { matrixUnitOf } from './device/matrix-unit.js';
import { WebGpuError } from './device/device-health.js';
import type { RDropWebGpuBackend } from './webgpu-backend.js';

export interface WebGpuOptions extends AdapterChoice {
  /** Further options of Dawn's Node binding, for experiments: `backend=null`, `disable-dawn-features=...`. */
  readonly dawn?: readonly string[];
}

/** The backend and what it runs on. */
export interface WebGpu {
  readonly backend: RDropWebGpuBackend;
  /** Undefined on an adapter that no list has: Dawn's null backend. */
  readonly adapter: Adapter | undefined;
}

/** Experimental features are asked for one by one, and timestamps are not rounded. */
const DAWN = ['enable-dawn-features=allow_unsafe_apis', 'disable-dawn-features=timestamp_quantization'];

async function start({ dawn, ...choice }: WebGpuOptions): Promise<WebGpu> {
  const adapter =
    dawn?.includes('backend=null') === true ? undefined : chooseAdapter(await findAdapters(), choice);
  const which = adapter === undefined ? [] : [`backend=${adapter.backend}`, `adapter=${adapter.name}`];
  const gpu = await createGpu([...DAWN, ...which, ...(dawn ?? [])]);
  const gpuAdapter = await gpu.requestAdapter();
  if (gpuAdapter === null)
    throw new WebGpuError(`the GPU ${adapter?.name ?? ''} was there and is gone`, true);
  const unit = matrixUnitOf(gpuAdapter);
  const device = await requestDevice(gpuAdapter);
  // Loaded now, for the stock backend looks for the globals when it is.
  const { registerBackend } = await import('./register.js');
  const backend = registerBackend(device, unit);
  return { backend, adapter };
}

let started: Promise<WebGpu> | undefined;

/**
 * Registers the TensorFlow.js backend 'rdrop-webgpu' (once per process; later calls return the same one, whatever their
 * options) without making it the active one.
 *
 * @throws WebGpuError in one sentence: the package is missing, or there is no such GPU
 */
export function startWebGpu(options: WebGpuOptions = {}): Promise<WebGpu> {
  started ??= start(options).catch((error: unknown) => {
    started = undefined; // so that it can be tried with other options
    throw error;
  });
  return started;
}
