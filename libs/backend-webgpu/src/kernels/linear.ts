import { rowsOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { columnSums } from './column-sums.js';
import { gemm } from './gemm.js';

/** Lengths of a weight [out, in]. */
function weightOf(call: KernelCall, key: string): { outputs: number; inputs: number } {
  const [outputs = 0, inputs = 0] = call.dims(key, 2);
  return { outputs, inputs };
}

function rowsOfWidth(call: KernelCall, key: string, expected: number): number {
  const info = call.floats(key);
  const { rows, width } = rowsOf(info);
  if (width === expected) return rows;
  throw new Error(`${call.name}: expected ${key} [..., ${expected}], got [${info.shape.join(', ')}]`);
}

/** activation(x W^T + b) for x [..., I], weight [O, I]. */
function linear(call: KernelCall): tf.TensorInfo {
  const { outputs: n, inputs: k } = weightOf(call, 'weight');
  const m = rowsOfWidth(call, 'x', k);
  const bias = call.optionalFloats('bias');
  if (bias !== undefined) call.expectSize('bias', n);
  const x = call.floats('x');
  const y = call.output([...x.shape.slice(0, -1), n]);
  const relu = call.attributes['activation'] === 'relu';
  gemm(call, { m, n, k, a: x, b: call.floats('weight'), transposeB: true, c: y, bias, relu });
  return y;
}

/** dx = sum over i of dy_i W_i: the gradient of the common input of `count` linear operations. */
function gradInput(call: KernelCall): tf.TensorInfo {
  const { inputs: n } = weightOf(call, 'weight0');
  const dx = call.output([...call.input('dy0').shape.slice(0, -1), n]);
  for (let i = 0; i < call.number('count'); i++) {
    const { outputs: k, inputs } = weightOf(call, `weight${i}`);
    const m = rowsOfWidth(call, `dy${i}`, k);
    call.expectSize(`weight${i}`, k * n);
    if (inputs !== n || m * n !== rowsOf(dx).rows * n) {
      throw new Error(
        `${call.name}: expected weight${i} [..., ${n}] for dy of one size, got [${k}, ${inputs}]`,
      );
    }
    const operands = { a: call.floats(`dy${i}`), b: call.floats(`weight${i}`) };
    gemm(call, { m, n, k, ...operands, c: dx, accumulate: i > 0 });
  }
  return dx;
}

/** dW = dy^T x, [O, I]. */
function gradWeight(call: KernelCall): tf.TensorInfo {
  const { rows: k, width: m } = rowsOf(call.input('dy'));
  const { width: n } = rowsOf(call.input('x'));
  call.expectSize('x', k * n);
  const c = call.output([m, n]);
  gemm(call, { m, n, k, a: call.floats('dy'), transposeA: true, b: call.floats('x'), c });
  return c;
}

/** db = sum of dy over rows, [O]. */
function gradBias(call: KernelCall): tf.TensorInfo {
  const dy = call.floats('dy');
  const size = rowsOf(dy);
  const db = call.output([size.width]);
  columnSums(call, dy, db, size);
  return db;
}

export function registerLinear(): void {
  registerFused('RDropLinear', linear);
  registerFused('RDropLinearGradInput', gradInput);
  registerFused('RDropLinearGradWeight', gradWeight);
  registerFused('RDropLinearGradBias', gradBias);
}
