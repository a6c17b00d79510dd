import type * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import { bytesPerElement } from '../linear-memory.js';
import { perSlice, rowSlices } from '../threads/slice-arguments.js';
import { byteStrides, copyBox, numericType } from './box-copy.js';
import { sizeOf } from './shapes.js';

const RANK = 4; // of the kernel
const TILE = 4; // rows that it turns at once

interface Transposition {
  readonly from: number;
  readonly to: number;
  /** Of the result, and the distances in the source, in elements; four of each. */
  readonly lengths: readonly number[];
  readonly steps: readonly number[];
}

/** One matrix: cut into bands of rows of the result. */
function runMatrix(call: KernelCall, { from, to, lengths, steps }: Transposition): void {
  const [, , rows = 1, cols = 1] = lengths;
  const [, , rowStep = 0, colStep = 0] = steps;
  const parts = rowSlices(rows, cols, 2);
  const band = Math.ceil(parts.end.base / TILE) * TILE;
  const count = Math.ceil(rows / band);
  const bandRows = { base: rows, perSlice: -band, perThread: 0, limit: band }; // the last one may be lower
  const addresses = [perSlice(from, 4 * band * rowStep), perSlice(to, 4 * band * cols)];
  const range = [0, 1, 1, bandRows, cols, 0, 0, rowStep, colStep];
  call.backend.launch('transpose', [...addresses, ...range], count);
}

function run(call: KernelCall, transposition: Transposition): void {
  const { from, to, lengths, steps } = transposition;
  const [d0 = 1, d1 = 1, d2 = 1, d3 = 1] = lengths;
  const [s0 = 0, s1 = 0, ...inner] = steps;
  if (d0 === 1 && d1 === 1) {
    runMatrix(call, transposition);
    return;
  }
  // Cut along the first axis that has a length.
  const [first, second] =
    d0 === 1
      ? [
          { d: d1, s: s1 },
          { d: 1, s: 0 },
        ]
      : [
          { d: d0, s: s0 },
          { d: d1, s: s1 },
        ];
  const parts = rowSlices(first.d, second.d * d2 * d3, 2);
  const range = [parts.begin, parts.end, second.d, d2, d3, first.s, second.s, ...inner];
  call.backend.launch('transpose', [from, to, ...range], parts.count);
}

function transpose(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  const dtype = numericType(x.dtype);
  if (dtype === undefined) return undefined;
  const perm = call.numbers('perm');
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  const source = backend.address(x);
  const y = backend.output(shape, dtype);
  if (sizeOf(shape) === 0) return y;
  const strides = byteStrides(x.shape, dtype);
  const to = backend.address(y);
  if (dtype === 'bool' || shape.length > RANK) {
    const target = byteStrides(shape, dtype);
    const axes = shape.map((length, i) => ({
      ...{ length, from: strides[perm[i] ?? 0] ?? 0, to: target[i] ?? 0 },
    }));
    copyBox(backend, { from: source, to, bytes: bytesPerElement(dtype), axes });
    return y;
  }
  const missing = RANK - shape.length;
  const lengths = [...Array<number>(missing).fill(1), ...shape];
  const steps = [...Array<number>(missing).fill(0), ...perm.map((axis) => (strides[axis] ?? 0) / 4)];
  run(call, { from: source, to, lengths, steps });
  return y;
}

export function registerTranspose(): void {
  overrideStock('Transpose', transpose);
}
