export {
  type Adapter,
  type AdapterChoice,
  type Adapters,
  findAdapters,
  type PowerPreference,
} from './device/adapters.js';
export { WebGpuError } from './device/device-health.js';
export { startWebGpu, type WebGpu, type WebGpuOptions } from './start.js';
export { BACKEND_NAME } from './names.js';
