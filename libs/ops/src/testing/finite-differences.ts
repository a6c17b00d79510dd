import * as tf from '@tensorflow/tfjs';

export interface GradientCheckOptions {
  /** Step of the central difference. Default 1e-2: in float32 a smaller one drowns in rounding. */
  readonly step?: number;
}

/**
 * The largest difference between TensorFlow.js's gradient of a scalar function and its central finite differences,
 * over all entries of all inputs, relative to the largest entry of the gradient.
 */
export function gradientError(
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
  inputs: readonly tf.Tensor[],
  options: GradientCheckOptions = {},
): number {
  const step = options.step ?? 1e-2;
  const gradients = tf.grads((...given: tf.Tensor[]) => f(...given))([...inputs]);
  let largest = 1e-6;
  let worst = 0;
  inputs.forEach((input, which) => {
    const analytic = gradients[which]?.dataSync() ?? new Float32Array(0);
    const base = input.dataSync();
    const evaluate = (index: number, value: number) =>
      tf.tidy(() => {
        const moved = Float32Array.from(base);
        moved[index] = value;
        const replaced = inputs.map((other, i) => (i === which ? tf.tensor(moved, input.shape) : other));
        return f(...replaced).dataSync()[0] ?? NaN;
      });
    base.forEach((value, index) => {
      const numeric = (evaluate(index, value + step) - evaluate(index, value - step)) / (2 * step);
      const expected = analytic[index] ?? NaN;
      largest = Math.max(largest, Math.abs(expected));
      worst = Math.max(worst, Number.isFinite(expected) ? Math.abs(numeric - expected) : Infinity);
    });
  });
  tf.dispose(gradients);
  return worst / largest;
}

/** The number of tensors `body` leaves behind, apart from those it returns (which are disposed). */
export function leakedTensors(body: () => tf.TensorContainer): number {
  const before = tf.memory().numTensors;
  tf.dispose(body());
  return tf.memory().numTensors - before;
}

/** The largest absolute difference of two lists of numbers, relative to the largest entry of `expected`. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 1e-30;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i] ?? NaN;
    const e = expected[i] ?? NaN;
    largest = Math.max(largest, Math.abs(e));
    worst = Math.max(worst, Number.isFinite(a) ? Math.abs(a - e) : Infinity);
  }
  return worst / largest;
}
