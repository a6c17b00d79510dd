import * as tf from '@tensorflow/tfjs';
import { useSimd } from './backends.js';

/** The stock kernels that this backend replaces; each has a property test that holds it to the stock one. */
export const OVERRIDDEN = {
  products: ['BatchMatMul', '_FusedMatMul'],
  binary: ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference'],
  unary: [
    ...(['Exp', 'Log', 'Sqrt', 'Rsqrt', 'Tanh', 'Erf', 'Relu', 'Neg', 'Square', 'Sigmoid', 'Abs'] as const),
    ...(['Step', 'Reciprocal'] as const),
  ],
  alike: ['AddN', 'ZerosLike', 'OnesLike', 'Fill', 'Cast'],
  axes: ['Sum', 'Mean', 'Max', 'Softmax', 'Transpose', 'Cumsum'],
  rows: ['GatherV2', 'UnsortedSegmentSum'],
  windows: ['Slice', 'StridedSlice', 'SplitV', 'Unpack', 'Reverse'],
  movement: ['Concat', 'Pack', 'PadV2', 'Tile'],
  comparisons: ['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual'],
  truth: ['LogicalAnd', 'LogicalOr', 'Select'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The kernels that the registry has a version of ours for, of those that the stock backend has. */
export async function overriddenNames(): Promise<string[]> {
  await useSimd();
  return tf
    .getKernelsForBackend('cpu')
    .filter(({ kernelName, kernelFunc }) => tf.getKernel(kernelName, 'simd')?.kernelFunc !== kernelFunc)
    .map(({ kernelName }) => kernelName);
}
