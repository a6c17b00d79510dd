import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { overrideStock, type KernelCall } from '../kernel-call.js';

/** Inputs of one dispatch, of the eight buffers that every device can bind. */
const MOST_INPUTS = 7;

const names = (count: number) => Array.from({ length: count }, (_, i) => `x${i}`);

const addProgram = programFamily('AddN', ({ count, onto }: { count: number; onto: boolean }) => ({
  inputs: Object.fromEntries(names(count).map((name) => [name, 'vec4<f32>' as const])),
  outputs: { y: 'vec4<f32>' },
  uniforms: { vectors: 'u32' },
  workgroup: [256, 1, 1],
  main: `
  if (index >= u.vectors) { return; }
  y[index] = ${[...(onto ? ['y'] : []), ...names(count)].map((name) => `${name}[index]`).join(' + ')};`,
}));

/** The sum of float32 tensors of one shape, from the first to the last. The stock kernel binds all of them at once. */
function addN(call: KernelCall): tf.TensorInfo | undefined {
  const terms = Object.values(call.inputs).filter((info) => info !== undefined);
  const [first] = terms;
  if (first === undefined || terms.some(({ dtype }) => dtype !== 'float32')) return undefined;
  if (terms.some(({ shape }) => shape.join() !== first.shape.join())) return undefined;
  const y = call.output(first.shape);
  const vectors = Math.ceil(sizeOf(first.shape) / 4);
  for (let i = 0; i < terms.length; i += MOST_INPUTS) {
    const part = terms.slice(i, i + MOST_INPUTS);
    const inputs = Object.fromEntries(part.map((info, k) => [`x${k}`, info]));
    call.dispatch(addProgram({ count: part.length, onto: i > 0 }), {
      ...{ inputs, outputs: { y }, uniforms: { vectors }, threads: vectors },
    });
  }
  return y;
}

/** y += x. */
export function addOnto(call: KernelCall, y: tf.TensorInfo, x: tf.TensorInfo): void {
  const vectors = Math.ceil(sizeOf(y.shape) / 4);
  call.dispatch(addProgram({ count: 1, onto: true }), {
    ...{ inputs: { x0: x }, outputs: { y }, uniforms: { vectors }, threads: vectors },
  });
}

export function registerAddN(): void {
  overrideStock('AddN', addN);
}
