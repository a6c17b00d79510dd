import {
  type Adapter,
  type Adapters,
  BACKEND_NAME,
  findAdapters,
  startWebGpu,
  type WebGpuError,
} from '@rdrop/backend-webgpu';
import * as tf from '@tensorflow/tfjs';
import type { EngineInfo } from './engine-info.js';
import type { ModuleLoader } from './module-loader.js';

const PACKAGE = 'webgpu';
const NOTHING: Adapters = { list: [], preferred: {}, complaint: '' };

/** The GPUs of this machine. Without the package that reaches them there are none. */
export async function installedGpus(loader: ModuleLoader): Promise<Adapters> {
  return loader.has(PACKAGE) ? findAdapters() : NOTHING;
}

/** In bytes, as people say it. */
function size(bytes: number): string {
  for (const [unit, name] of [
    [2 ** 30, 'GiB'],
    [2 ** 20, 'MiB'],
  ] as const) {
    if (bytes >= unit) return `${Math.round(bytes / unit)} ${name}`;
  }
  return `${Math.round(bytes / 2 ** 10)} KiB`;
}

const NOTABLE: readonly (readonly [feature: string, words: string])[] = [
  ['shader-f16', 'half precision'],
  ['subgroups', 'subgroups'],
  ['timestamp-query', 'timestamps'],
  ['chromium-experimental-subgroup-matrix', 'matrix units'],
];

/**
 * One line about an adapter: `0: Some GPU (vulkan, driver 1.2): half precision, subgroups; tensors up to 4 GiB; 48 KiB of
 * workgroup memory, 10 buffers a program`.
 */
export function describeGpu({ index, name, backend, driver, isSoftware, features, limits }: Adapter): string {
  const origin = [backend, driver].filter((part) => part !== '').join(', ');
  const words = NOTABLE.filter(([feature]) => features.includes(feature)).map(([, word]) => word);
  const largest = Math.min(limits['maxStorageBufferBindingSize'] ?? 0, limits['maxBufferSize'] ?? 0);
  const parts = [
    ...(isSoftware ? ['in software'] : []),
    ...(words.length === 0 ? [] : [words.join(', ')]),
    `tensors up to ${size(largest)}`,
    `${size(limits['maxComputeWorkgroupStorageSize'] ?? 0)} of workgroup memory, ` +
      `${limits['maxStorageBuffersPerShaderStage'] ?? 0} buffers a program`,
  ];
  return `${index}: ${name} (${origin}): ${parts.join('; ')}`;
}

function isWebGpuError(error: unknown): error is WebGpuError {
  return error instanceof Error && error.name === 'WebGpuError';
}

/** @throws Error in one sentence: the package is missing, there is no GPU, or no such one */
export async function startWebGpuEngine(loader: ModuleLoader, gpu: string | undefined): Promise<EngineInfo> {
  if (!loader.has(PACKAGE)) {
    throw new Error(`engine 'webgpu': the package 'webgpu' is not installed; run: npm install webgpu@0.6.2`);
  }
  try {
    const { adapter } = await startWebGpu({ adapter: gpu });
    await tf.setBackend(BACKEND_NAME);
    const { name = 'unknown GPU', backend = '', driver = '', isSoftware = true } = adapter ?? {};
    const origin = [isSoftware ? 'software' : 'GPU', backend, driver].filter((part) => part !== '');
    return {
      name: 'webgpu',
      device: `${name} (${origin.join(', ')})`,
      versions: {
        node: process.versions.node,
        '@tensorflow/tfjs': tf.version.tfjs,
        '@tensorflow/tfjs-backend-webgpu': '4.22.0',
        webgpu: '0.6.2',
      },
      threads: 1,
      notes: isSoftware ? [`engine 'webgpu': '${name}' is no GPU: it computes on the processor, slowly`] : [],
    };
  } catch (error) {
    if (isWebGpuError(error))
      throw new Error(error.message.replace(/^webgpu: /, "engine 'webgpu': "), { cause: error });
    throw error;
  }
}
