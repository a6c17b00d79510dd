import * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import type { SimdBackend } from '../simd-backend.js';
import {
  columnSlices,
  elementSlices,
  partialSlices,
  perSlice,
  rowSlices,
} from '../threads/slice-arguments.js';
import { rowsOf, sizeOf } from './shapes.js';

/** A tensor seen as [blocks, outer, inner]. */
interface Blocks {
  readonly blocks: number;
  readonly outer: number;
  readonly inner: number;
  /** Of the result. */
  readonly shape: number[];
}

/** One of the last two axes is reduced. */
interface Reduction extends Blocks {
  readonly along: 'inner' | 'outer';
}

/** undefined where the reduced axes are not neighbours, or the type is not float32. */
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
  const first = sorted[0] ?? x.shape.length;
  if (!sorted.every((at, i) => at === first + i)) return undefined;
  const before = sizeOf(x.shape.slice(0, first));
  const count = sizeOf(sorted.map((at) => x.shape[at] ?? 1));
  const inner = sizeOf(x.shape.slice(first + sorted.length));
  return inner === 1
    ? { along: 'inner', blocks: 1, outer: before, inner: count, shape }
    : { along: 'outer', blocks: before, outer: count, inner, shape };
}

function rowSums(call: KernelCall, { outer, inner, shape }: Reduction, scale: number): tf.TensorInfo {
  const { backend } = call;
  const x = call.floats('x');
  const y = backend.output(shape, 'float32');
  const parts = rowSlices(outer, inner);
  const range = [inner, parts.begin, parts.end, scale];
  backend.launch('rowSums', [x, backend.address(y), ...range], parts.count);
  return y;
}

function sum(call: KernelCall): tf.TensorInfo | undefined {
  const reduction = reductionOf(call);
  if (reduction === undefined) return undefined;
  return reduction.along === 'inner' ? rowSums(call, reduction, 1) : columnSums(call, 'x', reduction);
}

const MULTIPLY = 2; // of assembly/elementwise.ts

function mean(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const reduction = reductionOf(call);
  if (reduction === undefined) return undefined;
  if (reduction.along === 'inner') return rowSums(call, reduction, 1 / reduction.inner);
  const y = columnSums(call, 'x', reduction);
  const factor = backend.scratch('work', 4);
  backend.linear.floats(factor, 1)[0] = 1 / reduction.outer;
  const address = backend.address(y);
  const parts = elementSlices(reduction.blocks * reduction.inner);
  const operands = [MULTIPLY, address, 0, factor, 1, address];
  backend.launch('binaryRange', [...operands, parts.begin, parts.end], parts.count);
  return y;
}

function max(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const reduction = reductionOf(call, 'reductionIndices');
  if (reduction?.along !== 'inner') return undefined;
  const { outer, inner, shape } = reduction;
  const x = call.floats('x');
  const y = backend.output(shape, 'float32');
  const parts = rowSlices(outer, inner);
  backend.launch('rowMaxima', [x, backend.address(y), inner, parts.begin, parts.end], parts.count);
  return y;
}

/** Sums input `key` [blocks, outer, inner] over `outer`. */
export function columnSums(
  call: KernelCall,
  key: string,
  { blocks, outer, inner, shape }: Blocks,
): tf.TensorInfo {
  const { backend } = call;
  const x = call.floats(key);
  const y = backend.output(shape, 'float32');
  const address = backend.address(y);
  for (let i = 0; i < blocks; i++) {
    const from = x + 4 * i * outer * inner;
    const to = address + 4 * i * inner;
    if (outer > inner) sumsByRows(backend, { from, to, rows: outer, width: inner });
    else sumsByColumns(backend, { from, to, rows: outer, width: inner });
  }
  return y;
}

/** Addresses of a matrix and of the sums of its columns. */
interface Columns {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly width: number;
}

/** Every sum is made by one thread in the order of the rows. */
function sumsByColumns(backend: SimdBackend, { from, to, rows, width }: Columns): void {
  const parts = columnSlices(rows, width);
  backend.launch('columnSums', [from, to, width, 0, rows, parts.begin, parts.end], parts.count);
}

/** Memory is read in its order, which is faster; each slice leaves its sums in work space. */
function sumsByRows(backend: SimdBackend, { from, to, rows, width }: Columns): void {
  const parts = partialSlices(rows, width);
  const bytes = 4 * width;
  const sums = backend.scratch('work', parts.count * bytes);
  const range = [width, parts.begin, parts.end, 0, width];
  backend.launch('columnSums', [from, perSlice(sums, bytes), ...range], parts.count);
  backend.launch('columnSums', [sums, to, width, 0, parts.count, 0, width]);
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
  overrideStock('Mean', mean);
  overrideStock('Max', max);
  overrideStock('Softmax', softmax);
}
