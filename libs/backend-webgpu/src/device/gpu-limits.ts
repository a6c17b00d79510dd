import type * as tf from '@tensorflow/tfjs';
import { WebGpuError } from './device-health.js';

/** What the device can do; asking the device itself takes microseconds. */
export interface GpuLimits {
  /** Bytes of a tensor. */
  readonly tensorBytes: number;
  /** Bytes of a workgroup's memory. */
  readonly workgroupBytes: number;
  /** Threads of a workgroup. */
  readonly workgroupThreads: number;
  /** Workgroups of a dispatch along each axis. */
  readonly workgroups: number;
}

/** Asks the device once. */
export function limitsOf({ limits }: GPUDevice): GpuLimits {
  return {
    tensorBytes: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
    workgroupBytes: limits.maxComputeWorkgroupStorageSize,
    workgroupThreads: limits.maxComputeInvocationsPerWorkgroup,
    workgroups: limits.maxComputeWorkgroupsPerDimension,
  };
}

/** @throws WebGpuError when a tensor is more than the device can bind */
export function expectBindable(
  limits: GpuLimits,
  { dtype, shape }: { readonly dtype: tf.DataType; readonly shape: readonly number[] },
  bytes: number,
): void {
  const most = limits.tensorBytes;
  if (bytes <= most) return;
  throw new WebGpuError(
    `expected tensors of at most ${most} bytes, the most this GPU can bind, got ${dtype} [${shape.join(', ')}] of ` +
      `${bytes}; use smaller batches (accumulating gradients over several keeps their effect)`,
    true,
  );
}
