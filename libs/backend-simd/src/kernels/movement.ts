import * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import { bytesPerElement, type NumericType } from '../linear-memory.js';
import { byteStrides, copyBox, numericType, type BoxAxis } from './box-copy.js';
import { fillTensor } from './fill-and-cast.js';
import { sizeOf } from './shapes.js';

/** The list of tensors that `concat` and `stack` get, with their common type; undefined when there is none. */
function listOf(call: KernelCall): { infos: tf.TensorInfo[]; dtype: NumericType } | undefined {
  const infos = Object.values(call.inputs).filter((info) => info !== undefined);
  const [first] = infos;
  const dtype = first === undefined ? undefined : numericType(first.dtype);
  if (dtype === undefined || infos.some((info) => info.dtype !== dtype)) return undefined;
  return { infos, dtype };
}

/** Joins the blocks that each of `infos` has `outer` of; all blocks of one tensor are of equal size. */
function interleaved(
  call: KernelCall,
  { infos, dtype }: { infos: readonly tf.TensorInfo[]; dtype: NumericType },
  { outer, shape }: { outer: number; shape: readonly number[] },
): tf.TensorInfo {
  const { backend } = call;
  const bytes = bytesPerElement(dtype);
  const sources = infos.map((info) => backend.address(info));
  const y = backend.output(shape, dtype);
  const stride = (sizeOf(shape) / outer) * bytes;
  let to = backend.address(y);
  infos.forEach((info, i) => {
    const length = sizeOf(info.shape) / outer;
    const axes = [
      { length: outer, from: length * bytes, to: stride },
      { length, from: bytes, to: bytes },
    ];
    copyBox(backend, { from: sources[i] ?? 0, to, bytes, axes });
    to += length * bytes;
  });
  return y;
}

function concat(call: KernelCall): tf.TensorInfo | undefined {
  const list = listOf(call);
  const [first] = list?.infos ?? [];
  if (list === undefined || first === undefined) return undefined;
  const [axis = 0] = tf.util.parseAxisParam(call.number('axis'), first.shape);
  const shapes = list.infos.map((info) => info.shape);
  tf.backend_util.assertParamsConsistent(shapes, axis);
  const shape = tf.backend_util.computeOutShape(shapes, axis);
  const infos = list.infos.filter((info) => sizeOf(info.shape) > 0);
  if (infos.length < 2) return undefined; // nothing is moved
  return interleaved(call, { ...list, infos }, { outer: sizeOf(shape.slice(0, axis)), shape });
}

function pack(call: KernelCall): tf.TensorInfo | undefined {
  const list = listOf(call);
  const [first] = list?.infos ?? [];
  if (list === undefined || first === undefined || list.infos.length < 2) return undefined;
  const { shape } = first;
  if (sizeOf(shape) === 0 || list.infos.some((info) => info.shape.join() !== shape.join())) return undefined;
  const given = call.number('axis');
  const axis = given < 0 ? given + shape.length + 1 : given;
  return interleaved(call, list, {
    outer: sizeOf(shape.slice(0, axis)),
    shape: shape.toSpliced(axis, 0, list.infos.length),
  });
}

function padV2(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  const dtype = numericType(x.dtype);
  const given = call.attributes['paddings'];
  if (dtype === undefined || !Array.isArray(given)) return undefined;
  const paddings = given.filter((pair) => Array.isArray(pair)).map(([before, after]) => [before, after]);
  const isPlain = paddings.flat().every((length) => typeof length === 'number' && length >= 0);
  if (!isPlain || paddings.length !== x.shape.length) return undefined;
  const before = paddings.map(([length]) => Number(length));
  const shape = x.shape.map((length, i) => length + Number(paddings[i]?.[0]) + Number(paddings[i]?.[1]));
  const from = byteStrides(x.shape, dtype);
  const to = byteStrides(shape, dtype);
  const source = backend.address(x);
  const y = backend.output(shape, dtype);
  fillTensor(backend, y, dtype, call.number('constantValue'));
  const offset = before.reduce((sum, length, i) => sum + length * (to[i] ?? 0), 0);
  const axes = x.shape.map((length, i) => ({ length, from: from[i] ?? 0, to: to[i] ?? 0 }));
  copyBox(backend, { from: source, to: backend.address(y) + offset, bytes: bytesPerElement(dtype), axes });
  return y;
}

function tile(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  const dtype = numericType(x.dtype);
  const reps = call.numbers('reps');
  if (dtype === undefined || reps.length !== x.shape.length) return undefined;
  const shape = x.shape.map((length, i) => length * (reps[i] ?? 1));
  const from = byteStrides(x.shape, dtype);
  const to = byteStrides(shape, dtype);
  const source = backend.address(x);
  const y = backend.output(shape, dtype);
  const axes = x.shape.flatMap((length, i): BoxAxis[] => [
    { length: reps[i] ?? 1, from: 0, to: length * (to[i] ?? 0) },
    { length, from: from[i] ?? 0, to: to[i] ?? 0 },
  ]);
  copyBox(backend, { from: source, to: backend.address(y), bytes: bytesPerElement(dtype), axes });
  return y;
}

/** Kernels that put tensors together or repeat them, of float32, int32 or bool. */
export function registerMovement(): void {
  overrideStock('Concat', concat);
  overrideStock('Pack', pack);
  overrideStock('PadV2', padV2);
  overrideStock('Tile', tile);
}
