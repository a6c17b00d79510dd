import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { elementSlices } from '../threads/slice-arguments.js';
import { sizeOf } from './shapes.js';

const HEADER_WORDS = 4; // key0, key1, blocks, block size

/**
 * Writes the plan that assembly/philox.ts describes for a tensor of `size` elements, from the attributes key0, key1
 * and rates. Returns its address, 0 when nothing is dropped.
 */
export function dropoutPlan(call: KernelCall, size: number): number {
  const rates = call.numbers('rates');
  const wrong = rates.find((rate) => !(rate >= 0 && rate < 1));
  if (wrong !== undefined) throw new Error(`${call.name}: expected rates in [0, 1), got ${wrong}`);
  if (rates.every((rate) => rate === 0)) return 0;
  if (size % rates.length !== 0) {
    throw new Error(`${call.name}: expected a size that ${rates.length} passes divide, got ${size}`);
  }
  const words = HEADER_WORDS + 2 * rates.length;
  const address = call.backend.scratch('dropout plan', words * 4);
  const plan = new DataView(new ArrayBuffer(words * 4));
  [call.number('key0'), call.number('key1'), rates.length, size / rates.length].forEach((value, i) => {
    plan.setUint32(4 * i, value, true);
  });
  rates.forEach((rate, i) => {
    plan.setUint32(4 * (HEADER_WORDS + 2 * i), Math.round(rate * 2 ** 16), true);
    plan.setFloat32(4 * (HEADER_WORDS + 2 * i + 1), 1 / (1 - rate), true);
  });
  call.backend.linear.ints(address, words).set(new Int32Array(plan.buffer));
  return address;
}

function dropout(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const { shape } = call.input('x');
  const size = sizeOf(shape);
  const x = call.floats('x');
  const y = backend.output(shape, 'float32');
  const plan = dropoutPlan(call, size);
  if (plan === 0) {
    backend.linear.floats(backend.address(y), size).set(backend.linear.floats(x, size));
    return y;
  }
  const parts = elementSlices(size);
  backend.launch('dropout', [x, backend.address(y), parts.begin, parts.end, plan], parts.count);
  return y;
}

export function registerDropout(): void {
  registerFused('RDropDropout', dropout);
}
