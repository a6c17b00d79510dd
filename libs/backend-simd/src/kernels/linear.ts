import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { columnSums } from './reductions.js';
import { dims, expectSize, rowsOf } from './shapes.js';

/** Number of the activation in assembly/ (0: none). */
export const RELU = 1;

/** Lengths of a weight [out, in]. */
function weightOf(call: KernelCall, key: string): { outputs: number; inputs: number } {
  const [outputs = 0, inputs = 0] = dims(`${call.name} ${key}`, call.input(key), 2);
  return { outputs, inputs };
}

function expectWidth(call: KernelCall, key: string, expected: number): number {
  const info = call.input(key);
  const { rows, width } = rowsOf(info);
  if (width === expected) return rows;
  throw new Error(`${call.name}: expected ${key} [..., ${expected}], got [${info.shape.join(', ')}]`);
}

/** activation(x W^T + b) for x [..., I], weight [O, I]. */
function linear(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const { outputs, inputs } = weightOf(call, 'weight');
  const rows = expectWidth(call, 'x', inputs);
  if (call.inputs['bias'] !== undefined) expectSize(`${call.name} bias`, call.input('bias'), outputs);
  const operands = {
    a: call.floats('x'),
    aRow: inputs,
    aCol: 1,
    b: call.floats('weight'),
    bRow: 1,
    bCol: inputs,
  };
  const bias = call.optionalFloats('bias');
  const y = backend.output([...call.input('x').shape.slice(0, -1), outputs], 'float32');
  const activation = call.attributes['activation'] === 'relu' ? RELU : 0;
  backend.gemm({ m: rows, n: outputs, k: inputs, ...operands, c: backend.address(y), bias, activation });
  return y;
}

/** dx = sum over i of dy_i W_i: the gradient of the common input of `count` linear operations. */
function gradInput(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const count = call.number('count');
  const { inputs } = weightOf(call, 'weight0');
  const shape = [...call.input('dy0').shape.slice(0, -1), inputs];
  const addresses = Array.from({ length: count }, (_, i) => ({
    ...weightOf(call, `weight${i}`),
    rows: expectWidth(call, `dy${i}`, weightOf(call, `weight${i}`).outputs),
    dy: call.floats(`dy${i}`),
    weight: call.floats(`weight${i}`),
  }));
  const dx = backend.output(shape, 'float32');
  const c = backend.address(dx);
  addresses.forEach(({ outputs, rows, dy, weight }, i) => {
    const operands = { a: dy, aRow: outputs, aCol: 1, b: weight, bRow: inputs, bCol: 1 };
    backend.gemm({ m: rows, n: inputs, k: outputs, ...operands, c, accumulate: i > 0 });
  });
  return dx;
}

/** dW = dy^T x, [O, I]. */
function gradWeight(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const { rows, width: outputs } = rowsOf(call.input('dy'));
  const { width: inputs } = rowsOf(call.input('x'));
  expectSize(`${call.name} x`, call.input('x'), rows * inputs);
  const operands = {
    a: call.floats('dy'),
    aRow: 1,
    aCol: outputs,
    b: call.floats('x'),
    bRow: inputs,
    bCol: 1,
  };
  const dWeight = backend.output([outputs, inputs], 'float32');
  backend.gemm({ m: outputs, n: inputs, k: rows, ...operands, c: backend.address(dWeight) });
  return dWeight;
}

/** db = sum of dy over rows, [O]. */
function gradBias(call: KernelCall): tf.TensorInfo {
  const { rows, width } = rowsOf(call.input('dy'));
  return columnSums(call, 'dy', { blocks: 1, outer: rows, inner: width, shape: [width] });
}

export function registerLinear(): void {
  registerFused('RDropLinear', linear);
  registerFused('RDropLinearGradInput', gradInput);
  registerFused('RDropLinearGradWeight', gradWeight);
  registerFused('RDropLinearGradBias', gradBias);
}
