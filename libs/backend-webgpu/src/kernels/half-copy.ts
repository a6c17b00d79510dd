import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import type { KernelCall } from '../kernel-call.js';

export const halfCopyProgram = programFamily('half copy', () => ({
  inputs: { x: 'vec4<f32>' },
  outputs: { y: 'vec4<f16>' },
  uniforms: { vectors: 'u32' },
  workgroup: [256, 1, 1],
  features: ['f16'],
  main: `
  if (index < u.vectors) { y[index] = vec4<f16>(x[index]); }`,
}));

/**
 * The values of x as float16, for products that read it often; in a tensor of half as many words, for TensorFlow.js knows no
 * such type. Freed when the kernel returns.
 */
export function halfCopy(call: KernelCall, x: tf.TensorInfo): tf.TensorInfo {
  const vectors = Math.ceil(sizeOf(x.shape) / 4);
  const y = call.scratch([2 * vectors], 'int32');
  call.dispatch(halfCopyProgram({}), {
    ...{ inputs: { x }, outputs: { y }, uniforms: { vectors }, threads: vectors },
  });
  return y;
}
