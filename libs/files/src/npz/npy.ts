import { NpzError } from './npz-error.js';

/** One array of a `.npy` file, row-major. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** As float32, whatever the file holds. */
  readonly values: Float32Array;
}

const MAGIC = '\x93NUMPY';
/** NumPy's own limit for a header that is not trusted. */
const MAX_HEADER_BYTES = 10_000;

interface Header {
  readonly type: string;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

/** The header is a Python dictionary; these three fields, and nothing else, are taken from it. */
function parseHeader(bytes: Uint8Array, where: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC) {
    throw new NpzError(`${where}: it is no NumPy array`);
  }
  const [prefix, length] =
    view.getUint8(6) === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (length > MAX_HEADER_BYTES || prefix + length > bytes.byteLength) {
    throw new NpzError(`${where}: its header has ${length} bytes, more than there are or than are accepted`);
  }
  const text = Buffer.from(bytes.subarray(prefix, prefix + length)).toString('latin1');
  const type = /'descr'\s*:\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const sides = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (type === undefined || order === undefined || sides === undefined) {
    throw new NpzError(`${where}: its header does not say type, order and shape`);
  }
  if (order === 'True') throw new NpzError(`${where}: it is stored by columns, expected by rows`);
  const shape = sides
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number);
  return { type, shape, start: prefix + length };
}

const WIDTHS: Readonly<Record<string, number>> = { '<f4': 4, '<f8': 8, '<i4': 4, '|u1': 1 };

function decode(type: string, bytes: Uint8Array): Float32Array {
  const { buffer } = new Uint8Array(bytes);
  switch (type) {
    case '<f4':
      return new Float32Array(buffer);
    case '<f8':
      return Float32Array.from(new Float64Array(buffer));
    case '<i4':
      return Float32Array.from(new Int32Array(buffer));
    default:
      return Float32Array.from(new Uint8Array(buffer));
  }
}

/** Parses the bytes of a `.npy` file; `where` names it in errors. The input is not trusted. @throws NpzError */
export function parseNpy(bytes: Uint8Array, where: string): NpyArray {
  const { type, shape, start } = parseHeader(bytes, where);
  const width = WIDTHS[type];
  if (width === undefined) {
    throw new NpzError(`${where}: expected numbers of type ${Object.keys(WIDTHS).join(', ')}, got '${type}'`);
  }
  const expected = shape.reduce((product, side) => product * side, 1) * width;
  const there = bytes.byteLength - start;
  if (there !== expected) {
    throw new NpzError(
      `${where}: expected ${expected} bytes for shape (${shape.join(', ')}), there are ${there}`,
    );
  }
  return { shape, values: decode(type, bytes.subarray(start)) };
}
