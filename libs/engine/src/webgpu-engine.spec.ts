import { expect, it } from 'vitest';
import { describeGpu } from './webgpu-engine.js';

it('tells what a GPU is called, what drives it, what it has and how much', () => {
  const adapter = {
    ...{ index: 1, name: 'Great', backend: 'vulkan', driver: 'driver 1.2', vendor: 'v', architecture: 'a' },
    ...{ isSoftware: false, features: ['shader-f16', 'other', 'timestamp-query'] },
    limits: {
      ...{ maxStorageBufferBindingSize: 2 ** 32 - 4, maxBufferSize: 2 ** 32 },
      ...{ maxComputeWorkgroupStorageSize: 49_152, maxStorageBuffersPerShaderStage: 10 },
    },
  };
  expect(describeGpu(adapter)).toBe(
    '1: Great (vulkan, driver 1.2): half precision, timestamps; tensors up to 4 GiB; ' +
      '48 KiB of workgroup memory, 10 buffers a program',
  );
  const small = {
    ...adapter,
    driver: '',
    isSoftware: true,
    features: [],
    limits: { maxBufferSize: 2 ** 27 },
  };
  expect(
    describeGpu({ ...small, limits: { ...small.limits, maxStorageBufferBindingSize: 2 ** 20 } }),
  ).toMatch(/^1: Great \(vulkan\): in software; tensors up to 1 MiB; /);
});
