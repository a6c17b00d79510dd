import * as tf from '@tensorflow/tfjs';
import { overrideStock, type KernelCall } from '../kernel-call.js';
import { bytesPerElement } from '../linear-memory.js';
import { elementSlices } from '../threads/slice-arguments.js';
import { broadcastCopy, numericType } from './box-copy.js';
import { sizeOf } from './shapes.js';

/** Numbers of assembly/compare.ts; a > b is b < a. */
const OPERATIONS = {
  Equal: { operation: 0, isSwapped: false },
  NotEqual: { operation: 1, isSwapped: false },
  Less: { operation: 2, isSwapped: false },
  LessEqual: { operation: 3, isSwapped: false },
  Greater: { operation: 2, isSwapped: true },
  GreaterEqual: { operation: 3, isSwapped: true },
  LogicalAnd: { operation: 4, isSwapped: false },
  LogicalOr: { operation: 5, isSwapped: false },
} as const;

const LOGICAL = 4; // from this number on, truth values only

interface Operand {
  readonly address: number;
  /** One value for all elements. */
  readonly isOne: boolean;
  /** What to dispose of afterwards. */
  readonly copy?: tf.TensorInfo;
}

/** An operand has every element of the result, or one value; any other is first repeated to the result's shape. */
function operandOf(call: KernelCall, info: tf.TensorInfo, shape: readonly number[]): Operand {
  const { backend } = call;
  const size = sizeOf(info.shape);
  if (size === sizeOf(shape) || size === 1) return { address: backend.address(info), isOne: size === 1 };
  const copy = broadcastCopy(backend, info, shape);
  return { address: backend.address(copy), isOne: false, copy };
}

function compare(call: KernelCall, name: keyof typeof OPERATIONS): tf.TensorInfo | undefined {
  const { backend } = call;
  const { operation, isSwapped } = OPERATIONS[name];
  const a = call.input(isSwapped ? 'b' : 'a');
  const b = call.input(isSwapped ? 'a' : 'b');
  const dtype = numericType(a.dtype);
  if (dtype === undefined || b.dtype !== dtype || (operation >= LOGICAL && dtype !== 'bool'))
    return undefined;
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const left = operandOf(call, a, shape);
  const right = operandOf(call, b, shape);
  const y = backend.output(shape, 'bool');
  const parts = elementSlices(sizeOf(shape));
  const operands = [left.address, left.isOne ? 1 : 0, right.address, right.isOne ? 1 : 0];
  const range = [...operands, backend.address(y), parts.begin, parts.end];
  if (dtype === 'bool') backend.launch('compareBytes', [operation, ...range], parts.count);
  else backend.launch('compareWords', [operation, dtype === 'float32' ? 1 : 0, ...range], parts.count);
  for (const { copy } of [left, right]) {
    if (copy !== undefined) backend.disposeIntermediateTensorInfo(copy);
  }
  return y;
}

function select(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const condition = call.input('condition');
  const t = call.input('t');
  const e = call.input('e');
  const dtype = numericType(t.dtype);
  if (dtype === undefined || e.dtype !== dtype || condition.dtype !== 'bool') return undefined;
  if ([condition, e].some((info) => info.shape.join() !== t.shape.join())) return undefined;
  const addresses = [condition, t, e].map((info) => backend.address(info));
  const y = backend.output(t.shape, dtype);
  const parts = elementSlices(sizeOf(t.shape));
  const range = [backend.address(y), bytesPerElement(dtype), parts.begin, parts.end];
  backend.launch('select', [...addresses, ...range], parts.count);
  return y;
}

export function registerComparisons(): void {
  overrideStock('Equal', (call) => compare(call, 'Equal'));
  overrideStock('NotEqual', (call) => compare(call, 'NotEqual'));
  overrideStock('Less', (call) => compare(call, 'Less'));
  overrideStock('LessEqual', (call) => compare(call, 'LessEqual'));
  overrideStock('Greater', (call) => compare(call, 'Greater'));
  overrideStock('GreaterEqual', (call) => compare(call, 'GreaterEqual'));
  overrideStock('LogicalAnd', (call) => compare(call, 'LogicalAnd'));
  overrideStock('LogicalOr', (call) => compare(call, 'LogicalOr'));
  overrideStock('Select', select);
}
