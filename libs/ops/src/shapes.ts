import type * as tf from '@tensorflow/tfjs';

/**
 * Checks a shape at a public edge. A number must match exactly; a letter stands for any size, the same wherever it
 * appears in one pattern.
 *
 * @throws Error `where: expected <pattern>, got <shape>`.
 */
export function checkShape(where: string, tensor: tf.Tensor, pattern: readonly (number | string)[]): void {
  const sizes = new Map<string, number>();
  const fits =
    tensor.shape.length === pattern.length &&
    pattern.every((expected, axis) => {
      const size = tensor.shape[axis] ?? -1;
      if (typeof expected === 'number') return size === expected;
      const known = sizes.get(expected);
      sizes.set(expected, size);
      return known === undefined || known === size;
    });
  if (!fits) {
    throw new Error(`${where}: expected [${pattern.join(', ')}], got [${tensor.shape.join(', ')}]`);
  }
}

/** Elements of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The size of the last axis, and the product of the others: how a tensor is seen as rows. */
export function rowsOf(tensor: tf.TensorInfo): { rows: number; width: number } {
  const width = tensor.shape[tensor.shape.length - 1];
  if (width === undefined) throw new Error('rowsOf: expected a tensor of rank 1 or more, got a scalar');
  return { rows: width === 0 ? 0 : sizeOf(tensor.shape) / width, width };
}
