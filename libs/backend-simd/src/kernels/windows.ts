import * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import { bytesPerElement, type NumericType } from '../linear-memory.js';
import { byteStrides, copyBox, numericType } from './box-copy.js';
import { sizeOf } from './shapes.js';

/** Elements of x from `begin`, `step` apart along each axis, as many as `size` says. */
interface Window {
  readonly begin: readonly number[];
  readonly size: readonly number[];
  readonly step?: readonly number[];
}

function windowOf(call: KernelCall, x: tf.TensorInfo, dtype: NumericType, window: Window): tf.TensorInfo {
  const { backend } = call;
  const { begin, size, step } = window;
  const from = byteStrides(x.shape, dtype);
  const to = byteStrides(size, dtype);
  const offset = begin.reduce((sum, start, i) => sum + start * (from[i] ?? 0), 0);
  const source = backend.address(x) + offset;
  const y = backend.output(size, dtype);
  const axes = size.map((length, i) => ({ length, from: (step?.[i] ?? 1) * (from[i] ?? 0), to: to[i] ?? 0 }));
  copyBox(backend, { from: source, to: backend.address(y), bytes: bytesPerElement(dtype), axes });
  return y;
}

/** TensorFlow.js takes one number for a list of one, and for some attributes nothing. */
function listOr<T>(call: KernelCall, key: string, otherwise: T): number | number[] | T {
  const value = call.attributes[key];
  if (typeof value === 'number') return value;
  return value === undefined || value === null ? otherwise : call.numbers(key);
}

function slice(call: KernelCall): tf.TensorInfo | undefined {
  const x = call.input('x');
  const dtype = numericType(x.dtype);
  if (dtype === undefined) return undefined;
  const [begin = [], size = []] = tf.slice_util.parseSliceParams(
    x,
    listOr(call, 'begin', 0),
    listOr(call, 'size', undefined),
  );
  tf.slice_util.assertParamsValid(x, begin, size);
  return windowOf(call, x, dtype, { begin, size });
}

function stridedSlice(call: KernelCall): tf.TensorInfo | undefined {
  const x = call.input('x');
  const dtype = numericType(x.dtype);
  if (dtype === undefined) return undefined;
  const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'] as const;
  const [beginMask = 0, endMask = 0, ellipsisMask = 0, newAxisMask = 0, shrinkAxisMask = 0] = masks.map(
    (name) => call.number(name),
  );
  const info = tf.slice_util.sliceInfo(
    ...([x.shape, call.numbers('begin'), call.numbers('end'), call.numbers('strides')] as const),
    ...([beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const),
  );
  if (info.isIdentity) return undefined;
  const { begin, strides: step, finalShape: shape } = info;
  // Not info.finalShapeSparse: it lacks the axes that are dropped, which the source has.
  const size = tf.slice_util.computeOutShape(begin, info.end, step);
  if (size.some((length) => length < 0) || sizeOf(size) !== sizeOf(shape)) return undefined;
  return { ...windowOf(call, x, dtype, { begin, size, step }), shape };
}

function splitV(call: KernelCall): tf.TensorInfo[] | undefined {
  const x = call.input('x');
  const dtype = numericType(x.dtype);
  if (dtype === undefined) return undefined;
  const [axis = 0] = tf.util.parseAxisParam(call.number('axis'), x.shape);
  const sizes = tf.backend_util.prepareSplitSize(x, listOr(call, 'numOrSizeSplits', 1), axis);
  let start = 0;
  return sizes.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    start += length;
    return windowOf(call, x, dtype, { begin, size: x.shape.with(axis, length) });
  });
}

function unpack(call: KernelCall): tf.TensorInfo[] | undefined {
  const x = call.input('value');
  const dtype = numericType(x.dtype);
  const axis = (call.number('axis') + x.shape.length) % x.shape.length;
  const count = x.shape[axis];
  if (dtype === undefined || count === undefined) return undefined;
  const shape = x.shape.filter((_, i) => i !== axis);
  return Array.from({ length: count }, (_, at) => {
    const begin = x.shape.map((__, i) => (i === axis ? at : 0));
    return { ...windowOf(call, x, dtype, { begin, size: x.shape.with(axis, 1) }), shape };
  });
}

function reverse(call: KernelCall): tf.TensorInfo | undefined {
  const x = call.input('x');
  const dtype = numericType(x.dtype);
  if (dtype === undefined || x.shape.length === 0) return undefined;
  const all = x.shape.map((_, i) => i);
  const axes = new Set(tf.util.parseAxisParam(listOr(call, 'dims', all), x.shape));
  const begin = x.shape.map((length, i) => (axes.has(i) ? length - 1 : 0));
  const step = x.shape.map((_, i) => (axes.has(i) ? -1 : 1));
  return windowOf(call, x, dtype, { begin, size: x.shape, step });
}

/** Kernels that take a part of a tensor, of float32, int32 or bool. */
export function registerWindows(): void {
  overrideStock('Slice', slice);
  overrideStock('StridedSlice', stridedSlice);
  overrideStock('SplitV', splitV);
  overrideStock('Unpack', unpack);
  overrideStock('Reverse', reverse);
}
