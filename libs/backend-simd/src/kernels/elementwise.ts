import * as tf from '@tensorflow/tfjs';
import { overrideStock, registerFused, type KernelCall } from '../kernel-call.js';
import type { SimdBackend } from '../simd-backend.js';
import { elementSlices, rowSlices } from '../threads/slice-arguments.js';
import { broadcastCopy } from './box-copy.js';
import { dropoutPlan } from './dropout.js';
import { expectSize, sizeOf } from './shapes.js';

/** Numbers of assembly/elementwise.ts. */
const BINARY = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference'] as const;
const UNARY = [
  ...(['Exp', 'Log', 'Sqrt', 'Rsqrt', 'Tanh', 'Erf', 'Relu'] as const),
  ...(['Neg', 'Square', 'Sigmoid', 'Abs', 'Step', 'Reciprocal'] as const),
];
const ADD = 0;

const FULL = 0;
const ROW = 1;
const COLUMN = 2;

/** How an operand meets a result seen as rows: it has every element, is one row for all, or has one value a row. */
interface Broadcast {
  readonly inner: number;
  readonly mode: number;
}

function broadcastOf(shape: readonly number[], result: readonly number[]): Broadcast | undefined {
  const size = sizeOf(result);
  const own = sizeOf(shape);
  if (own === size) return { inner: size, mode: FULL };
  if (own === 1) return { inner: size, mode: COLUMN };
  const firstReal = shape.findIndex((length) => length !== 1);
  const suffix = shape.slice(firstReal);
  if (result.slice(result.length - suffix.length).join() === suffix.join()) return { inner: own, mode: ROW };
  const lastReal = shape.findLastIndex((length) => length !== 1);
  const prefix = shape.slice(0, lastReal + 1);
  const isPrefix = shape.length === result.length && result.slice(0, prefix.length).join() === prefix.join();
  return isPrefix ? { inner: size / own, mode: COLUMN } : undefined;
}

interface Operands {
  /** Addresses, and how each meets the result; one has every element. */
  readonly a: number;
  readonly left: Broadcast;
  readonly b: number;
  readonly right: Broadcast;
}

function combined(
  backend: SimdBackend,
  operation: number,
  shape: readonly number[],
  { a, left, b, right }: Operands,
): tf.TensorInfo {
  const size = sizeOf(shape);
  const inner = left.mode === FULL ? right.inner : left.inner;
  const y = backend.output(shape, 'float32');
  if (inner === size) {
    const parts = elementSlices(size);
    const operands = [a, left.mode === COLUMN ? 1 : 0, b, right.mode === COLUMN ? 1 : 0];
    const range = [backend.address(y), parts.begin, parts.end];
    backend.launch('binaryRange', [operation, ...operands, ...range], parts.count);
    return y;
  }
  const parts = rowSlices(inner === 0 ? 0 : size / inner, inner);
  const range = [backend.address(y), inner, parts.begin, parts.end];
  backend.launch('binary', [operation, a, left.mode, b, right.mode, ...range], parts.count);
  return y;
}

/** An operand as the kernel takes it; one whose broadcast it does not know, or that must be `whole`, is written out. */
function operandOf(
  backend: SimdBackend,
  info: tf.TensorInfo,
  shape: readonly number[],
  mustBeWhole: boolean,
): { address: number; broadcast: Broadcast; copy?: tf.TensorInfo } {
  const broadcast = broadcastOf(info.shape, shape);
  if (broadcast !== undefined && !mustBeWhole) return { address: backend.address(info), broadcast };
  const copy = broadcastCopy(backend, info, shape);
  return { address: backend.address(copy), broadcast: { inner: sizeOf(shape), mode: FULL }, copy };
}

function binary(call: KernelCall, operation: number): tf.TensorInfo | undefined {
  const { backend } = call;
  const a = call.input('a');
  const b = call.input('b');
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const right = operandOf(backend, b, shape, false);
  const isOuter = right.broadcast.mode !== FULL && broadcastOf(a.shape, shape)?.mode !== FULL;
  const left = operandOf(backend, a, shape, isOuter);
  const y = combined(backend, operation, shape, {
    ...{ a: left.address, left: left.broadcast, b: right.address, right: right.broadcast },
  });
  for (const { copy } of [left, right]) {
    if (copy !== undefined) backend.disposeIntermediateTensorInfo(copy);
  }
  return y;
}

function unary(call: KernelCall, operation: number): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = call.input('x');
  if (x.dtype !== 'float32') return undefined;
  if (call.name === 'Step' && (call.attributes['alpha'] ?? 0) !== 0) return undefined;
  const address = backend.address(x);
  const y = backend.output(x.shape, 'float32');
  const parts = elementSlices(sizeOf(x.shape));
  backend.launch('unary', [operation, address, backend.address(y), parts.begin, parts.end], parts.count);
  return y;
}

/** dropout(gelu(x)) */
function gelu(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const { shape } = call.input('x');
  const size = sizeOf(shape);
  const x = call.floats('x');
  const plan = dropoutPlan(call, size);
  const y = backend.output(shape, 'float32');
  const parts = elementSlices(size);
  backend.launch('gelu', [x, backend.address(y), parts.begin, parts.end, plan], parts.count);
  return y;
}

/** dx by x of dropout(gelu(x)), and dropout(gelu(x)) again. */
function geluGrad(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const { shape } = call.input('dy');
  const size = sizeOf(shape);
  expectSize(`${call.name} x`, call.input('x'), size);
  const inputs = [call.floats('dy'), call.floats('x')];
  const plan = dropoutPlan(call, size);
  const outputs = [shape, shape].map((each) => backend.output(each, 'float32'));
  const addresses = outputs.map((output) => backend.address(output));
  const parts = elementSlices(size);
  backend.launch('geluGrad', [...inputs, ...addresses, parts.begin, parts.end, plan], parts.count);
  return outputs;
}

/** dx = dy * scale where y > 0, else 0. */
function reluGrad(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const { shape } = call.input('dy');
  const size = sizeOf(shape);
  expectSize(`${call.name} y`, call.input('y'), size);
  const inputs = [call.floats('dy'), call.floats('y')];
  const dx = backend.output(shape, 'float32');
  const parts = elementSlices(size);
  const range = [backend.address(dx), parts.begin, parts.end, call.number('scale')];
  backend.launch('reluGrad', [...inputs, ...range], parts.count);
  return dx;
}

function addN(call: KernelCall): tf.TensorInfo | undefined {
  const { backend } = call;
  const infos = Object.values(call.inputs).filter((info) => info !== undefined);
  const [first, ...rest] = infos;
  if (first === undefined || infos.some((info) => info.dtype !== 'float32')) return undefined;
  if (rest.some((info) => info.shape.join() !== first.shape.join())) return undefined;
  const size = sizeOf(first.shape);
  const source = backend.address(first);
  const y = backend.output(first.shape, 'float32');
  const address = backend.address(y);
  if (rest.length === 0) backend.linear.floats(address, size).set(backend.linear.floats(source, size));
  const parts = elementSlices(size);
  rest.forEach((info, index) => {
    const sum = index === 0 ? source : address;
    const operands = [sum, 0, backend.address(info), 0];
    backend.launch('binaryRange', [ADD, ...operands, address, parts.begin, parts.end], parts.count);
  });
  return y;
}

function filled(call: KernelCall, value: number): tf.TensorInfo | undefined {
  const x = call.input('x');
  if (x.dtype !== 'float32') return undefined;
  const y = call.backend.output(x.shape, 'float32');
  const parts = elementSlices(sizeOf(x.shape));
  call.backend.launch('fill', [call.backend.address(y), parts.begin, parts.end, value], parts.count);
  return y;
}

export function registerElementwise(): void {
  BINARY.forEach((name, operation) => overrideStock(name, (call) => binary(call, operation)));
  UNARY.forEach((name, operation) => overrideStock(name, (call) => unary(call, operation)));
  overrideStock('AddN', addN);
  overrideStock('ZerosLike', (call) => filled(call, 0));
  overrideStock('OnesLike', (call) => filled(call, 1));
  registerFused('RDropGelu', gelu);
  registerFused('RDropGeluGrad', geluGrad);
  registerFused('RDropReluGrad', reluGrad);
}
