import * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import { columnSlices, rowSlices } from '../threads/slice-arguments.js';
import { rowsOf, sizeOf } from './shapes.js';

interface Reduction {
  /** Which end of the shape the reduced axes are. */
  readonly side: 'trailing' | 'leading';
  readonly outer: number;
  readonly inner: number;
  readonly shape: number[];
}

/** undefined where the reduced axes are neither the last nor the first ones, or the type is not float32. */
function reductionOf(call: KernelCall, key: 'axis' | 'reductionIndices' = 'axis'): Reduction | undefined {
  const x = call.input('x');
  if (x.dtype !== 'float32' || sizeOf(x.shape) === 0) return undefined;
  const given = call.attributes[key];
  const axis = typeof given === 'number' ? [given] : Array.isArray(given) ? call.numbers(key) : undefined;
  const axes = axis === undefined ? x.shape.map((_, i) => i) : tf.util.parseAxisParam(axis, x.shape);
  const sorted = [...axes].sort((a, b) => a - b);
  const reduced = new Set(sorted);
  const kept = x.shape.filter((_, i) => !reduced.has(i));
  const shape = call.flag('keepDims') ? x.shape.map((length, i) => (reduced.has(i) ? 1 : length)) : kept;
  const rank = x.shape.length;
  const size = sizeOf(x.shape);
  if (sorted.every((at, i) => at === rank - sorted.length + i)) {
    return { side: 'trailing', outer: sizeOf(kept), inner: size / sizeOf(kept), shape };
  }
  if (sorted.every((at, i) => at === i)) {
    return { side: 'leading', outer: size / sizeOf(kept), inner: sizeOf(kept), shape };
  }
  return undefined;
}

function rowSums(
  call: KernelCall,
  reduction: Reduction | undefined,
  mean: boolean,
): tf.TensorInfo | undefined {
  const { backend } = call;
  if (reduction?.side !== 'trailing') return undefined;
  const { outer, inner, shape } = reduction;
  const x = call.floats('x');
  const y = backend.output(shape, 'float32');
  const parts = rowSlices(outer, inner);
  const range = [inner, parts.begin, parts.end, mean ? 1 / inner : 1];
  backend.launch('rowSums', [x, backend.address(y), ...range], parts.count);
  return y;
}

function sum(call: KernelCall): tf.TensorInfo | undefined {
  const reduction = reductionOf(call);
  return reduction?.side === 'leading' ? columnSums(call, 'x', reduction) : rowSums(call, reduction, false);
}

function max(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const reduction = reductionOf(call, 'reductionIndices');
  if (reduction?.side !== 'trailing') return undefined;
  const { outer, inner, shape } = reduction;
  const x = call.floats('x');
  const y = backend.output(shape, 'float32');
  const parts = rowSlices(outer, inner);
  backend.launch('rowMaxima', [x, backend.address(y), inner, parts.begin, parts.end], parts.count);
  return y;
}

function columnSums(call: KernelCall, key: string, sizes: Omit<Reduction, 'side'>): tf.TensorInfo {
  const { backend } = call;
  const { outer, inner, shape } = sizes;
  const x = call.floats(key);
  const y = backend.output(shape, 'float32');
  // Cut by columns, so that every sum is made by one thread in the order of the rows.
  const parts = columnSlices(outer, inner);
  const range = [inner, outer, parts.begin, parts.end];
  backend.launch('columnSums', [x, backend.address(y), ...range], parts.count);
  return y;
}

function softmax(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('logits');
  const at = call.number('dim');
  if (x.dtype !== 'float32' || (at !== -1 && at !== x.shape.length - 1)) return undefined;
  const { rows, width } = rowsOf(x);
  const address = backend.address(x);
  const y = backend.output(x.shape, 'float32');
  const parts = rowSlices(rows, width, 4);
  backend.launch('softmaxRows', [address, backend.address(y), width, parts.begin, parts.end], parts.count);
  return y;
}

export function registerReductions(): void {
  overrideStock('Sum', sum);
  overrideStock('Mean', (call) => rowSums(call, reductionOf(call), true));
  overrideStock('Max', max);
  overrideStock('Softmax', softmax);
}
