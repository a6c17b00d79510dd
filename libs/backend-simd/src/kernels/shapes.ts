import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';

export { dims, expectSize, sizeOf } from '@rdrop/ops';

/** A tensor seen as rows along its last axis; a scalar is one row of one element. */
export function rowsOf(info: tf.TensorInfo): { rows: number; width: number } {
  const width = info.shape.at(-1) ?? 1;
  return { rows: width === 0 ? 0 : sizeOf(info.shape) / width, width };
}
