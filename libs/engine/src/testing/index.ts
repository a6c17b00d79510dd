export { gpuForTests, type GpuForTests } from './gpu.js';
