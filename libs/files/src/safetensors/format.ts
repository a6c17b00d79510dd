/** Bytes of one element of every dtype this reader accepts. */
export const DTYPE_BYTES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1, BOOL: 1 } as const;

/** Element types that can be read. */
export type Dtype = keyof typeof DTYPE_BYTES;

/** What elements are handed out as: F16 and BF16 are widened to float32, BOOL is 0 or 1. */
export type TensorValues = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** One tensor on the host. */
export interface HostTensor {
  /** The element type in the file. */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

/** Where one tensor lies; offsets are bytes from the start of the data section. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The parsed header of a file. */
export interface SafetensorsHeader {
  /** Entries in the order of their data. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Byte in the file where the data section starts. */
  readonly dataStart: number;
}

/** The largest header accepted, as in the reference implementation. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Thrown for any file that is not a well-formed safetensors file. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

export function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(DTYPE_BYTES, value);
}

/** Product of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
