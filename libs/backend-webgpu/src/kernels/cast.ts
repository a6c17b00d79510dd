import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { type KernelCall, overrideStock } from '../kernel-call.js';

const castProgram = programFamily('Cast', () => ({
  inputs: { x: 'i32' },
  outputs: { y: 'f32' },
  uniforms: { size: 'u32' },
  workgroup: [256, 1, 1],
  main: `
  if (index >= u.size) { return; }
  y[index] = f32(x[index]);`,
}));

/**
 * Whole numbers and truth values to floats. The stock kernel only calls the same buffer a float32 tensor and has its own
 * programs look up what really lies in it; ours read what the type says.
 */
function toFloats(call: KernelCall): tf.TensorInfo | undefined {
  const x = call.input('x');
  if (call.attributes['dtype'] !== 'float32' || (x.dtype !== 'int32' && x.dtype !== 'bool')) return undefined;
  const y = call.output(x.shape);
  const size = sizeOf(x.shape);
  call.dispatch(castProgram({}), { inputs: { x }, outputs: { y }, uniforms: { size }, threads: size });
  return y;
}

export function registerCast(): void {
  overrideStock('Cast', toFloats);
}
