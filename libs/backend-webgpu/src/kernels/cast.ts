import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { overrideStock, type KernelCall } from '../kernel-call.js';

const toFloatProgram = programFamily('Cast', () => ({
  inputs: { x: 'vec4<i32>' },
  outputs: { y: 'vec4<f32>' },
  uniforms: { vectors: 'u32' },
  workgroup: [256, 1, 1],
  main: `
  if (index >= u.vectors) { return; }
  y[index] = vec4<f32>(x[index]);`,
}));

/**
 * Integers and booleans as float32. The stock kernel only calls them so, over the same bits, and its programs look at what
 * is stored; a kernel of our own takes a float32 tensor for what it says it is.
 */
function cast(call: KernelCall): tf.TensorInfo | undefined {
  const x = call.input('x');
  const isWhole = x.dtype === 'int32' || x.dtype === 'bool';
  if (!isWhole || call.attributes['dtype'] !== 'float32') return undefined;
  const y = call.output(x.shape);
  const vectors = Math.ceil(sizeOf(x.shape) / 4);
  call.dispatch(toFloatProgram({}), {
    inputs: { x },
    outputs: { y },
    uniforms: { vectors },
    threads: vectors,
  });
  return y;
}

export function registerCast(): void {
  overrideStock('Cast', cast);
}
