import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { elementSlices, shifted } from '../threads/slice-arguments.js';
import { dropoutPlan } from './dropout.js';
import { dims, expectSize, rowsOf } from './shapes.js';

/** Bytes of the hidden layer, and of its gradient, that are held at a time. */
const CHUNK_BYTES = 2 ** 21;
/** With fewer rows the products pack their other operand too often. */
const LEAST_ROWS = 384;

/** A chunk of rows; addresses are those of its first row. */
interface Chunk {
  readonly rows: number;
  readonly dy: number;
  /** What was kept of the hidden layer. */
  readonly kept: number;
  /** Where the gradient of the hidden layer was put. */
  readonly dHidden: number;
  /** Number of the first element. */
  readonly first: number;
}

/**
 * How a chunk's gradient is taken back to before the activation, over what was kept. `useHidden` makes use of the hidden
 * layer at an address, when it is known there.
 */
type Activation = (chunk: Chunk, useHidden: (address: number) => void) => void;

/** The hidden layer was kept, and is known until its gradient is written over it. */
function relu(call: KernelCall, width: number): Activation {
  const { backend } = call;
  const scale = call.number('scale');
  return ({ rows, kept, dHidden }, useHidden) => {
    useHidden(kept);
    const { count, begin, end } = elementSlices(rows * width);
    backend.launch('reluGrad', [dHidden, kept, kept, begin, end, scale], count);
  };
}

/** What was kept is z, of which dropout(gelu(z)) is made once more, into `hidden`. */
function gelu(
  call: KernelCall,
  width: number,
  { plan, hidden }: { plan: number; hidden: number },
): Activation {
  const { backend } = call;
  return ({ rows, kept, dHidden, first }, useHidden) => {
    const { count, begin, end } = shifted(elementSlices(rows * width), first);
    // Masks go by the number of an element in the whole tensor, and so do addresses.
    const numbered = (address: number) => address - 4 * first;
    const operands = [numbered(dHidden), numbered(kept), numbered(kept), numbered(hidden)];
    backend.launch('geluGrad', [...operands, begin, end, plan], count);
    useHidden(hidden);
  };
}

/**
 * Of y = h W^T, h = dropout(activation(z)): the gradient of z, over what was kept of h, and that of W. Rows are taken by
 * chunks, so that neither h nor its gradient is ever held as a whole.
 */
function hiddenGrad(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const [outputs = 0, width = 0] = dims(`${call.name} weight`, call.input('weight'), 2);
  const { rows } = rowsOf(call.input('dy'));
  expectSize(`${call.name} dy`, call.input('dy'), rows * outputs);
  expectSize(`${call.name} kept`, call.input('kept'), rows * width);
  const [dy, weight, kept] = [call.floats('dy'), call.floats('weight'), call.floats('kept')];
  const isGelu = call.attributes['activation'] === 'gelu';
  const plan = isGelu ? dropoutPlan(call, rows * width) : 0;
  const dWeight = backend.output([outputs, width], 'float32');
  const most = Math.min(rows, Math.max(LEAST_ROWS, Math.floor(CHUNK_BYTES / (4 * width))));
  if (rows === 0) backend.launch('fill', [backend.address(dWeight), 0, outputs * width, 0]);
  const work = backend.output([isGelu ? 2 : 1, most, width], 'float32');
  const dHidden = backend.address(work);
  const back = isGelu ? gelu(call, width, { plan, hidden: dHidden + 4 * most * width }) : relu(call, width);
  for (let row = 0; row < rows; row += most) {
    const m = Math.min(most, rows - row);
    const first = row * width;
    const chunk = { rows: m, dy: dy + 4 * row * outputs, kept: kept + 4 * first, dHidden, first };
    const a = { a: chunk.dy, aRow: outputs, aCol: 1 };
    backend.gemm({ m, n: width, k: outputs, ...a, b: weight, bRow: width, bCol: 1, c: dHidden });
    back(chunk, (hidden) => {
      const transposed = { a: chunk.dy, aRow: 1, aCol: outputs };
      const product = { m: outputs, n: width, k: m, ...transposed, b: hidden, bRow: width, bCol: 1 };
      backend.gemm({ ...product, c: backend.address(dWeight), accumulate: row > 0 });
    });
  }
  backend.disposeIntermediateTensorInfo(work);
  return [backend.alias(call.input('kept')), dWeight];
}

export function registerHiddenGrad(): void {
  registerFused('RDropHiddenGrad', hiddenGrad);
}
