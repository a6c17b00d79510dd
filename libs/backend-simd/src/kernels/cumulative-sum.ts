import * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import { columnSlices, rowSlices } from '../threads/slice-arguments.js';
import { sizeOf } from './shapes.js';

/** Sums along one axis of [outer, n, inner]; cut by the outer axes, or where there is but one of them by columns. */
function cumsum(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  if ((x.dtype !== 'float32' && x.dtype !== 'int32') || x.shape.length === 0) return undefined;
  const [axis = 0] = tf.util.parseAxisParam(call.number('axis'), x.shape);
  const outer = sizeOf(x.shape.slice(0, axis));
  const n = x.shape[axis] ?? 0;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const address = backend.address(x);
  const y = backend.output(x.shape, x.dtype);
  const flags = [x.dtype === 'float32' ? 1 : 0, call.flag('exclusive') ? 1 : 0, call.flag('reverse') ? 1 : 0];
  const byColumns = outer === 1;
  const parts = byColumns ? columnSlices(n, inner) : rowSlices(outer, n * inner);
  const range = byColumns ? [0, 1, parts.begin, parts.end] : [parts.begin, parts.end, 0, inner];
  backend.launch('cumulativeSums', [address, backend.address(y), n, inner, ...range, ...flags], parts.count);
  return y;
}

export function registerCumulativeSum(): void {
  overrideStock('Cumsum', cumsum);
}
