import type { FusedKernel, PhiloxDropout } from '@rdrop/ops';
import { values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';

/** What a case makes, by the kernel that computes it. The same tensor may stand for several. */
export type KernelOutputs = Partial<Record<FusedKernel, readonly (tf.Tensor | undefined)[]>>;

/** A computation in which fused kernels run, with its references. */
export interface KernelCase {
  readonly title: string;
  readonly kernels: readonly FusedKernel[];
  /** Largest difference to the references, relative to the largest value (at least 1). */
  readonly tolerance: number;
  /** Makes its inputs on the active backend; what it makes besides its result is tidied up by the caller. */
  readonly run: () => KernelOutputs;
}

/** Random numbers in [-1, 1) as a tensor. */
export function random(seed: number, ...shape: number[]): tf.Tensor {
  return tf.tensor(values(tf.util.sizeFromShape(shape), seed), shape);
}

/** A mask with one rate a pass. */
export function mask(...rates: number[]): PhiloxDropout {
  return { kind: 'philox', key: { k0: 0xdeadbeef, k1: 0x12345678 }, rates };
}

/** The value of a function and its gradients by every input, for a random gradient of the value. */
export function valueAndGradients(
  inputs: readonly tf.Tensor[],
  run: (...inputs: tf.Tensor[]) => tf.Tensor,
): { value: tf.Tensor; gradients: tf.Tensor[] } {
  const value = run(...inputs);
  return { value, gradients: tf.grads(run)([...inputs], random(99, ...value.shape)) };
}
