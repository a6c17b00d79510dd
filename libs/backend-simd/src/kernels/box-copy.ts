import type * as tf from '@tensorflow/tfjs';
import { bytesPerElement, type NumericType } from '../linear-memory.js';
import type { SimdBackend } from '../simd-backend.js';
import { elementSlices } from '../threads/slice-arguments.js';
import { sizeOf } from './shapes.js';

/** One direction of a box of elements; distances of neighbours in bytes, in the source (0 repeats) and the target. */
export interface BoxAxis {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** Elements at the same places of two layouts: addresses of the first ones, bytes of each (4 or 1). */
export interface BoxCopy {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly axes: readonly BoxAxis[];
}

const KERNEL_AXES = 5;
const UNIT: BoxAxis = { length: 1, from: 0, to: 0 };

/** Without axes of one element, and neighbours that run on as one axis joined. */
function joined(axes: readonly BoxAxis[]): BoxAxis[] {
  const result: BoxAxis[] = [];
  for (const axis of axes) {
    if (axis.length === 1) continue;
    const outer = result.at(-1);
    if (outer?.from === axis.from * axis.length && outer.to === axis.to * axis.length) {
      result.splice(-1, 1, { ...axis, length: outer.length * axis.length });
    } else {
      result.push(axis);
    }
  }
  return result;
}

function run(backend: SimdBackend, { from, to, bytes, axes }: BoxCopy): void {
  const [first, ...rest] = axes;
  if (first !== undefined && axes.length > KERNEL_AXES) {
    for (let i = 0; i < first.length; i++) {
      run(backend, { from: from + i * first.from, to: to + i * first.to, bytes, axes: rest });
    }
    return;
  }
  // A box without axes is one element.
  const inner = axes.at(-1) ?? { length: 1, from: bytes, to: bytes };
  const outer = axes.slice(0, -1);
  const [d0, d1, d2, d3] = [...Array<BoxAxis>(KERNEL_AXES - 1 - outer.length).fill(UNIT), ...outer];
  if (d0 === undefined || d1 === undefined || d2 === undefined || d3 === undefined) return;
  const parts = elementSlices(axes.reduce((product, { length }) => product * length, 1));
  backend.launch(
    'copyBox',
    [
      ...[from, to, parts.begin, parts.end, bytes, d1.length, d2.length, d3.length, inner.length],
      ...[d0.from, d1.from, d2.from, d3.from, inner.from],
      ...[d0.to, d1.to, d2.to, d3.to, inner.to],
    ],
    parts.count,
  );
}

/** Copies a box of elements between two layouts, on all threads. */
export function copyBox(backend: SimdBackend, box: BoxCopy): void {
  if (box.axes.some(({ length }) => length === 0)) return;
  run(backend, { ...box, axes: joined(box.axes) });
}

/** The type when elements of it lie in memory as they are; undefined for strings, complex numbers and what is no type. */
export function numericType(dtype: unknown): NumericType | undefined {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool' ? dtype : undefined;
}

/** Bytes from one element to the next along each axis of a tensor stored row by row. */
export function byteStrides(shape: readonly number[], dtype: NumericType): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)) * bytesPerElement(dtype));
}

/** A tensor with the values of `info` repeated to `shape`, to which it can be broadcast. The caller disposes of it. */
export function broadcastCopy(
  backend: SimdBackend,
  info: tf.TensorInfo,
  shape: readonly number[],
): tf.TensorInfo {
  const dtype = numericType(info.dtype);
  if (dtype === undefined) throw new Error(`broadcastCopy: expected a numeric tensor, got ${info.dtype}`);
  const own = [...Array<number>(shape.length - info.shape.length).fill(1), ...info.shape];
  const from = byteStrides(own, dtype);
  const to = byteStrides(shape, dtype);
  const source = backend.address(info);
  const result = backend.output(shape, dtype);
  const axes = shape.map((length, i) => ({
    length,
    from: own[i] === 1 ? 0 : (from[i] ?? 0),
    to: to[i] ?? 0,
  }));
  copyBox(backend, {
    ...{ from: source, to: backend.address(result), bytes: bytesPerElement(dtype), axes },
  });
  return result;
}
