import type * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import type { NumericType } from '../linear-memory.js';
import type { SimdBackend } from '../simd-backend.js';
import { elementSlices } from '../threads/slice-arguments.js';
import { numericType } from './box-copy.js';
import { sizeOf } from './shapes.js';

/** The value as it lies in memory, in 32 bits; a truth value four times. */
function bitsOf(value: number, dtype: NumericType): number {
  if (dtype === 'float32') return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
  if (dtype === 'int32') return Int32Array.of(value)[0] ?? 0;
  return 0x01010101 * (Uint8Array.of(value)[0] ?? 0);
}

/** Gives every element of a tensor in the WebAssembly memory one value. */
export function fillTensor(
  backend: SimdBackend,
  info: tf.TensorInfo,
  dtype: NumericType,
  value: number,
): void {
  const size = sizeOf(info.shape);
  // The last word of truth values may reach behind them: blocks are whole cache lines.
  const parts = elementSlices(dtype === 'bool' ? Math.ceil(size / 4) : size);
  const args = [backend.address(info), parts.begin, parts.end, bitsOf(value, dtype)];
  backend.launch('fillWords', args, parts.count);
}

function fill(call: KernelCall): tf.TensorInfo | undefined {
  const { value } = call.attributes;
  const dtype = numericType(call.attributes['dtype'] ?? 'float32'); // what TensorFlow.js infers from a number
  if (dtype === undefined || typeof value !== 'number') return undefined;
  const y = call.backend.output(call.numbers('shape'), dtype);
  fillTensor(call.backend, y, dtype, value);
  return y;
}

/** Numbers of `convert` in assembly/movement.ts; to truth values the comparison with zero leads. */
const CONVERSIONS: Readonly<Partial<Record<string, number>>> = {
  'float32 int32': 0,
  'int32 float32': 1,
  'bool int32': 2,
  'bool float32': 3,
};
const NOT_EQUAL = 1; // of assembly/compare.ts

/**
 * The stock kernel gives the result of a cast to a wider type the data of its input, integers or bytes, under another
 * name. Ours reads what lies in memory, so it must be converted.
 */
function cast(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  const from = numericType(x.dtype);
  const to = numericType(call.attributes['dtype']);
  if (from === undefined || to === undefined || from === to) return undefined;
  const address = backend.address(x);
  const y = backend.output(x.shape, to);
  const parts = elementSlices(sizeOf(x.shape));
  const range = [backend.address(y), parts.begin, parts.end];
  const kind = CONVERSIONS[`${from} ${to}`];
  if (kind !== undefined) {
    backend.launch('convert', [kind, address, ...range], parts.count);
    return y;
  }
  const zero = backend.scratch('work', 4);
  backend.linear.ints(zero, 1).fill(0);
  const operands = [NOT_EQUAL, from === 'float32' ? 1 : 0, address, 0, zero, 1];
  backend.launch('compareWords', [...operands, ...range], parts.count);
  return y;
}

export function registerFillAndCast(): void {
  overrideStock('Fill', fill);
  overrideStock('Cast', cast);
}
