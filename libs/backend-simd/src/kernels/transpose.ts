import type * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import { rowSlices } from '../threads/slice-arguments.js';
import { sizeOf } from './shapes.js';

const RANK = 4;

function transpose(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  if ((x.dtype !== 'float32' && x.dtype !== 'int32') || x.shape.length > RANK) return undefined;
  const perm = call.numbers('perm');
  const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  const missing = RANK - shape.length;
  const lengths = [...Array<number>(missing).fill(1), ...shape];
  const steps = [...Array<number>(missing).fill(0), ...perm.map((axis) => strides[axis] ?? 0)];
  const address = backend.address(x);
  const y = backend.output(shape, x.dtype);
  if (sizeOf(shape) === 0) return y;
  const [first = 1, ...rest] = lengths;
  const parts = rowSlices(first, sizeOf(rest), 2);
  const range = [parts.begin, parts.end, ...rest, ...steps];
  backend.launch('transpose', [address, backend.address(y), ...range], parts.count);
  return y;
}

export function registerTranspose(): void {
  overrideStock('Transpose', transpose);
}
