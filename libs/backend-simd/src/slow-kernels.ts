import type * as tf from '@tensorflow/tfjs';

const ELEMENTS = 1e6;
const MILLISECONDS = 20;

const sizeOf = ({ shape }: tf.TensorInfo): number => shape.reduce((product, length) => product * length, 1);

function largestOf(infos: readonly (tf.TensorInfo | undefined)[]): tf.TensorInfo | undefined {
  return infos.reduce((largest, info) => {
    if (info === undefined || largest === undefined) return info ?? largest;
    return sizeOf(info) > sizeOf(largest) ? info : largest;
  }, undefined);
}

/**
 * The same kernel, but the first time that it takes more than 20 ms with a tensor of more than a million elements among
 * its inputs and outputs, the process emits a warning of the type SlowKernelWarning.
 */
export function watched(name: string, kernel: tf.KernelFunc): tf.KernelFunc {
  let hasWarned = false;
  return (params) => {
    if (hasWarned) return kernel(params);
    const begin = performance.now();
    const result = kernel(params);
    const milliseconds = performance.now() - begin;
    const largest = largestOf([
      ...Object.values(params.inputs),
      ...(Array.isArray(result) ? result : [result]),
    ]);
    if (milliseconds > MILLISECONDS && largest !== undefined && sizeOf(largest) > ELEMENTS) {
      hasWarned = true;
      process.emitWarning(
        `backend-simd: TensorFlow.js' own kernel '${name}' took ${Math.round(milliseconds)} ms on a ${largest.dtype} ` +
          `tensor [${largest.shape.join(', ')}]: it is not among this backend's kernels, or not for such inputs`,
        { type: 'SlowKernelWarning' },
      );
    }
    return result;
  };
}
