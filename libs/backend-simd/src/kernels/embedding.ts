import * as tf from '@tensorflow/tfjs';
import { overrideStock, registerFused, type KernelCall } from '../kernel-call.js';
import { columnSlices, elementSlices, perSlice, rowSlices } from '../threads/slice-arguments.js';
import { dims, expectSize, sizeOf } from './shapes.js';

const NO_PADDING = -1;

function embedding(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const [rows = 0, width = 0] = dims(`${call.name} table`, call.input('table'), 2);
  const ids = call.input('ids');
  const count = sizeOf(ids.shape);
  const table = call.floats('table');
  const idAddress = call.ints('ids');
  const y = backend.output([...ids.shape, width], 'float32');
  const wrong = lookUp(call, [table, idAddress, backend.address(y), rows, width], {
    count,
    scale: call.number('scale'),
  });
  if (wrong >= 0) {
    backend.disposeIntermediateTensorInfo(y);
    const id = backend.linear.ints(idAddress, count)[wrong];
    throw new Error(`embedding: expected ids in [0, ${rows}), got ${String(id)} at position ${wrong}`);
  }
  return y;
}

/** Runs the look-up; the first position whose id is outside the table, or -1. */
function lookUp(
  call: KernelCall,
  args: readonly number[],
  options: { count: number; scale: number },
): number {
  const { backend } = call;
  const width = args[4] ?? 0;
  const parts = rowSlices(options.count, width);
  const wrong = backend.scratch('work', 4 * parts.count);
  const range = [parts.begin, parts.end, options.scale, perSlice(wrong, 4)];
  backend.launch('embedding', [...args, ...range], parts.count);
  return backend.linear.ints(wrong, parts.count).find((position) => position >= 0) ?? -1;
}

function scatter(call: KernelCall, keys: { x: string; ids: string }, plan: ScatterPlan): tf.TensorInfo {
  const { backend } = call;
  const { rows, shape, scale, paddingId } = plan;
  const size = sizeOf(shape);
  const width = rows === 0 ? 0 : size / rows;
  const count = sizeOf(call.input(keys.ids).shape);
  expectSize(`${call.name} ${keys.x}`, call.input(keys.x), count * width);
  const x = call.floats(keys.x);
  const ids = call.ints(keys.ids);
  const table = backend.output(shape, 'float32');
  const address = backend.address(table);
  const zeros = elementSlices(size);
  backend.launch('fill', [address, zeros.begin, zeros.end, 0], zeros.count);
  const parts = columnSlices(count, width);
  const range = [rows, width, count, parts.begin, parts.end, paddingId, scale];
  backend.launch('scatterAdd', [x, ids, address, ...range], parts.count);
  return table;
}

interface ScatterPlan {
  readonly rows: number;
  readonly shape: readonly number[];
  readonly scale: number;
  readonly paddingId: number;
}

function embeddingGrad(call: KernelCall): tf.TensorInfo {
  const rows = call.number('rows');
  const width = call.input('dy').shape.at(-1) ?? 0;
  const plan = {
    rows,
    shape: [rows, width],
    scale: call.number('scale'),
    paddingId: call.number('paddingId'),
  };
  return scatter(call, { x: 'dy', ids: 'ids' }, plan);
}

/** The stock kernel loops over all segments: seconds for a vocabulary of thousands. */
function unsortedSegmentSum(call: KernelCall): tf.TensorInfo | undefined {
  const x = call.input('x');
  const ids = call.input('segmentIds');
  if (x.dtype !== 'float32' || ids.dtype !== 'int32' || ids.shape.length !== 1) return undefined;
  const rows = call.number('numSegments');
  const shape = [rows, ...x.shape.slice(1)];
  return scatter(call, { x: 'x', ids: 'segmentIds' }, { rows, shape, scale: 1, paddingId: NO_PADDING });
}

function gather(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  const indices = call.input('indices');
  if (x.dtype !== 'float32' && x.dtype !== 'int32') return undefined; // rows are moved as they are, in words
  if (indices.dtype !== 'int32' || x.shape.length === 0 || (call.attributes['batchDims'] ?? 0) !== 0) {
    return undefined;
  }
  const [axis = 0] = tf.util.parseAxisParam(call.number('axis'), x.shape);
  const outer = sizeOf(x.shape.slice(0, axis));
  const rows = x.shape[axis] ?? 0;
  const inner = x.shape.slice(axis + 1);
  const width = sizeOf(inner);
  const count = sizeOf(indices.shape);
  const y = backend.output([...x.shape.slice(0, axis), ...indices.shape, ...inner], x.dtype);
  const [from, ids, to] = [backend.address(x), backend.address(indices), backend.address(y)];
  for (let i = 0; i < outer; i++) {
    const addresses = [from + 4 * i * rows * width, ids, to + 4 * i * count * width];
    const wrong = lookUp(call, [...addresses, rows, width], { count, scale: 1 });
    if (wrong < 0) continue;
    backend.disposeIntermediateTensorInfo(y);
    return undefined; // the stock kernel words the error
  }
  return y;
}

export function registerEmbedding(): void {
  registerFused('RDropEmbedding', embedding);
  registerFused('RDropEmbeddingGrad', embeddingGrad);
  overrideStock('UnsortedSegmentSum', unsortedSegmentSum);
  overrideStock('GatherV2', gather);
}
