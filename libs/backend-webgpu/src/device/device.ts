import { WebGpuError } from './device-health.js';

/** Features that kernels can make use of, asked for where the adapter has them. */
const USEFUL = [
  'shader-f16',
  'subgroups',
  'timestamp-query',
  'bgra8unorm-storage',
  'chromium-experimental-subgroup-matrix',
];

function limitsOf(adapter: GPUAdapter): Record<string, number> {
  const limits: Record<string, number> = {};
  const given: object = adapter.limits;
  for (const name in given) {
    const value: unknown = Reflect.get(given, name);
    if (typeof value === 'number') limits[name] = value;
  }
  return limits;
}

function isFeature(name: string): name is GPUFeatureName {
  return USEFUL.includes(name);
}

/** A device with everything that the adapter has to give. */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const features: ReadonlySet<string> = adapter.features;
  try {
    return await adapter.requestDevice({
      requiredFeatures: [...features].filter(isFeature),
      requiredLimits: limitsOf(adapter),
    });
  } catch (error) {
    throw new WebGpuError(
      `the GPU gives no device (${error instanceof Error ? error.message : String(error)})`,
      true,
    );
  }
}
