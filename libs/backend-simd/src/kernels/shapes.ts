import type * as tf from '@tensorflow/tfjs';

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A tensor seen as rows along its last axis. */
export function rowsOf(info: tf.TensorInfo): { rows: number; width: number } {
  const width = info.shape.at(-1) ?? 1;
  return { rows: width === 0 ? 0 : sizeOf(info.shape) / width, width };
}

/** The lengths of a tensor of the given rank. */
export function dims(where: string, info: tf.TensorInfo, rank: number): number[] {
  if (info.shape.length !== rank) {
    throw new Error(`${where}: expected a tensor of rank ${rank}, got [${info.shape.join(', ')}]`);
  }
  return info.shape;
}

export function expectSize(where: string, info: tf.TensorInfo, size: number): void {
  if (sizeOf(info.shape) !== size) {
    throw new Error(`${where}: expected ${size} elements, got [${info.shape.join(', ')}]`);
  }
}
