import * as tf from '@tensorflow/tfjs';

/** What of a GPU decides how kernels run there. */
export interface DeviceFacts {
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;

function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.iterator) === 'function'
  );
}

/** Facts of the GPU of the active backend, found by name: the benchmark knows no backend. Nothing where there is none. */
export function deviceFacts(): DeviceFacts {
  const device = field(tf.backend(), 'device');
  const features = field(device, 'features');
  const limits = field(device, 'limits');
  const known = LIMITS.map((name) => [name, field(limits, name)] as const);
  return {
    features: isIterable(features) ? Array.from(features, String).sort() : [],
    limits: Object.fromEntries(
      known.flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
    ),
  };
}
