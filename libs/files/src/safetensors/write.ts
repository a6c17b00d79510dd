import { elementCount, MAX_HEADER_BYTES, SafetensorsError } from './format.js';
import { PREFIX_BYTES } from './header.js';

/** Element types that can be written. */
export type WritableDtype = 'F32' | 'I32';

/** Name, type and shape of a tensor to write. */
export interface TensorDescription {
  readonly name: string;
  readonly dtype: WritableDtype;
  readonly shape: readonly number[];
}

/** A tensor to write, with its values. */
export interface WritableTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/**
 * The first part of a file: length, JSON header padded with spaces so that the data starts at a multiple of 8. The data
 * of the tensors follows in the order given, without gaps (both dtypes have 4 bytes, so every tensor stays aligned).
 */
export function encodeHeader(
  tensors: readonly TensorDescription[],
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const fields = new Map<string, unknown>();
  if (metadata.size > 0) fields.set('__metadata__', Object.fromEntries(metadata));
  let position = 0;
  for (const { name, dtype, shape } of tensors) {
    if (fields.has(name) || name === '__metadata__') {
      throw new SafetensorsError(`encodeHeader: expected every tensor name once, got '${name}' again`);
    }
    const end = position + elementCount(shape) * 4;
    fields.set(name, { dtype, shape, data_offsets: [position, end] });
    position = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(fields)));
  const length = Math.ceil((PREFIX_BYTES + json.byteLength) / 8) * 8 - PREFIX_BYTES;
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      `encodeHeader: expected a header up to ${MAX_HEADER_BYTES} bytes, got ${length}`,
    );
  }
  const bytes = new Uint8Array(PREFIX_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, PREFIX_BYTES);
  return bytes;
}

/** A whole file in memory. Readable by the Python package `safetensors`. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const descriptions: TensorDescription[] = [];
  const chunks: Uint8Array[] = [];
  for (const [name, { shape, values }] of tensors) {
    descriptions.push({ name, dtype: values instanceof Int32Array ? 'I32' : 'F32', shape });
    chunks.push(tensorBytes(name, shape, values));
  }
  return Buffer.concat([encodeHeader(descriptions, metadata), ...chunks]);
}

/** The bytes of one tensor, checked against its shape. No copy is made. */
export function tensorBytes(
  name: string,
  shape: readonly number[],
  values: Float32Array | Int32Array,
): Uint8Array {
  if (values.length !== elementCount(shape)) {
    throw new SafetensorsError(
      `tensor '${name}': expected ${elementCount(shape)} values for [${shape}], got ${values.length}`,
    );
  }
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
