export { BACKEND_NAME } from './kernel-call.js';
export { registerSimdBackend, type SimdOptions } from './register.js';
export { SimdBackend, type SimdMemoryInfo } from './simd-backend.js';
export { type KernelVariant } from './wasm-runtime.js';
