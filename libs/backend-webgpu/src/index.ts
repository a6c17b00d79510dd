export { WebGpuError } from './device/device-health.js';
export { startWebGpu, type WebGpuOptions } from './start.js';
