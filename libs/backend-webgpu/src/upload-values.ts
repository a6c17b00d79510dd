import type * as tf from '@tensorflow/tfjs';

function isUnshared<T extends Float32Array | Int32Array>(
  array: T,
): array is T & ArrayBufferView<ArrayBuffer> {
  return array.buffer instanceof ArrayBuffer;
}

/** Values as they lie in a GPU buffer: four bytes each, truth values as 0 and 1. */
export function uploadValues(
  values: tf.backend_util.BackendValues,
  dtype: tf.DataType,
): ArrayBufferView<ArrayBuffer> {
  if (dtype === 'float32') {
    if (values instanceof Float32Array && isUnshared(values)) return values;
    return Float32Array.from(values, Number);
  }
  if (dtype !== 'int32' && dtype !== 'bool') {
    throw new Error(`webgpu: expected numbers or truth values for the GPU, got ${dtype}`);
  }
  if (values instanceof Int32Array && isUnshared(values)) return values;
  return Int32Array.from(values, Number);
}
