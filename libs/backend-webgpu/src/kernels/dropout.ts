import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { maskFields, maskFunctions, maskOf } from '../wgsl/philox.wgsl.js';

/** y = x * mask, four elements a thread: a buffer always ends on a whole vector of four. */
const dropoutProgram = programFamily('RDropDropout', ({ rates }: { rates: number }) => {
  const mask = maskFields(rates);
  return {
    inputs: { x: 'vec4<f32>' },
    outputs: { y: 'vec4<f32>' },
    uniforms: { vectors: 'u32', ...mask.uniforms },
    stepValues: mask.stepValues,
    workgroup: [256, 1, 1],
    declarations: maskFunctions(rates),
    main: `
  if (index >= u.vectors) { return; }
  y[index] = x[index] * mask4(4u * index);`,
  };
});

function dropout(call: KernelCall): tf.TensorInfo {
  const x = call.floats('x');
  const size = sizeOf(x.shape);
  const mask = maskOf(call, size);
  if (mask.rates === 0) return call.backend.alias(x);
  const y = call.output(x.shape);
  const vectors = Math.ceil(size / 4);
  call.dispatch(dropoutProgram({ rates: mask.rates }), {
    inputs: { x },
    outputs: { y },
    uniforms: { vectors, ...mask.uniforms },
    stepValues: mask.stepValues,
    threads: vectors,
  });
  return y;
}

export function registerDropout(): void {
  registerFused('RDropDropout', dropout);
}
