import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME, overrideStock, type KernelCall } from '../kernel-call.js';
import { slices } from '../threads/slice-arguments.js';
import { RELU } from './linear.js';
import { sizeOf } from './shapes.js';

/** A product read off two shapes; strides in elements, a transposed operand has its two strides swapped. */
interface Product {
  readonly batch: number;
  readonly shape: number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Operand;
  readonly b: Operand;
}

interface Operand {
  readonly row: number;
  readonly col: number;
  readonly batch: number;
}

function matrixOf(
  info: tf.TensorInfo,
  transposed: boolean,
): { rows: number; cols: number; row: number; col: number } {
  const [height = 1, width = 1] = info.shape.slice(-2);
  return transposed
    ? { rows: width, cols: height, row: 1, col: width }
    : { rows: height, cols: width, row: width, col: 1 };
}

/** undefined where the stock kernel must decide (other types, broadcasts other than one operand for all, errors). */
function productOf(call: KernelCall): Product | undefined {
  const a = call.input('a');
  const b = call.input('b');
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  if (a.shape.length < 2 || b.shape.length < 2) return undefined; // the stock kernel words the error
  const left = matrixOf(a, call.flag('transposeA'));
  const right = matrixOf(b, call.flag('transposeB'));
  if (left.cols !== right.rows) return undefined;
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const batchA = sizeOf(outerA);
  const batchB = sizeOf(outerB);
  if (outerA.join() !== outerB.join() && batchA !== 1 && batchB !== 1) return undefined;
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  return {
    batch: Math.max(batchA, batchB),
    shape: [...outer, left.rows, right.cols],
    m: left.rows,
    n: right.cols,
    k: left.cols,
    a: { row: left.row, col: left.col, batch: batchA === 1 ? 0 : left.rows * left.cols },
    b: { row: right.row, col: right.col, batch: batchB === 1 ? 0 : right.rows * right.cols },
  };
}

function runSingle(call: KernelCall, product: Product, bias: number, activation: number): tf.TensorInfo {
  const { backend } = call;
  const { m, n, k } = product;
  const left = { a: call.floats('a'), aRow: product.a.row, aCol: product.a.col };
  const right = { b: call.floats('b'), bRow: product.b.row, bCol: product.b.col };
  const out = backend.output(product.shape, 'float32');
  backend.gemm({ m, n, k, ...left, ...right, c: backend.address(out), bias, activation });
  return out;
}

const BATCH_OPERATIONS = 5e5; // of a slice

function runBatched(call: KernelCall, product: Product): tf.TensorInfo {
  const { backend } = call;
  const { m, n, k, a, b, batch } = product;
  const addressA = call.floats('a');
  const addressB = call.floats('b');
  const out = backend.output(product.shape, 'float32');
  const parts = slices(batch, BATCH_OPERATIONS / (2 * m * n * k + 1));
  backend.launch(
    'gemmBatched',
    [
      ...[addressA, a.row, a.col, a.batch, addressB, b.row, b.col, b.batch],
      ...[backend.address(out), m, n, k, parts.begin, parts.end],
    ],
    parts.count,
  );
  return out;
}

function batchMatMul(call: KernelCall): tf.TensorInfo | undefined {
  const product = productOf(call);
  if (product === undefined) return undefined;
  return product.batch === 1 ? runSingle(call, product, 0, 0) : runBatched(call, product);
}

/** Kernels that finish what the product does not do itself. */
const ACTIVATIONS: ReadonlyMap<string, string> = new Map([
  ['elu', 'Elu'],
  ['relu6', 'Relu6'],
  ['sigmoid', 'Sigmoid'],
  ['leakyrelu', 'LeakyRelu'],
  ['prelu', 'Prelu'],
]);

function activated(call: KernelCall, x: tf.TensorInfo, kernelName: string): tf.TensorInfo | undefined {
  const attrs: tf.NamedAttrMap =
    kernelName === 'LeakyRelu' ? { alpha: call.attributes['leakyreluAlpha'] ?? 0.2 } : {};
  const alpha = call.inputs['preluActivationWeights'];
  const inputs = kernelName === 'Prelu' ? { x, alpha } : { x };
  const y = tf.getKernel(kernelName, BACKEND_NAME).kernelFunc({ inputs, attrs, backend: call.backend });
  call.backend.disposeIntermediateTensorInfo(x);
  return Array.isArray(y) ? y[0] : y;
}

function fusedMatMul(call: KernelCall): tf.TensorInfo | undefined {
  const product = productOf(call);
  if (product?.batch !== 1) return undefined;
  const biasInfo = call.inputs['bias'];
  const isRowBias =
    biasInfo === undefined || (sizeOf(biasInfo.shape) === product.n && biasInfo.shape.at(-1) === product.n);
  if (!isRowBias || (biasInfo !== undefined && biasInfo.dtype !== 'float32')) return undefined;
  const bias = call.optionalFloats('bias');
  const activation = call.attributes['activation'] ?? 'linear';
  if (activation === 'linear') return runSingle(call, product, bias, 0);
  if (activation === 'relu') return runSingle(call, product, bias, RELU);
  const kernelName = ACTIVATIONS.get(String(activation));
  return kernelName === undefined
    ? undefined
    : activated(call, runSingle(call, product, bias, 0), kernelName);
}

export function registerMatmul(): void {
  overrideStock('BatchMatMul', batchMatMul);
  overrideStock('_FusedMatMul', fusedMatMul);
}
