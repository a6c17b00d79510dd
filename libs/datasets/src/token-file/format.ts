import { DataError } from '../data-error.js';

/**
 * Token ids of many sentences on disk, in two files. All numbers are little-endian.
 *
 * `<name>.ids`: a header of 32 bytes, then the ids of all rows one after the other, 2 or 4 bytes each. A row holds one
 * sentence for each side (source, target), one after the other.
 *
 * | bytes | what                                          |
 * | ----- | --------------------------------------------- |
 * | 0-7   | `RDROPTOK`                                    |
 * | 8-11  | version, 1                                    |
 * | 12-15 | bytes of an id: 2 when all are below 65,536   |
 * | 16-19 | sides of a row                                |
 * | 20-23 | bound of the ids: all are below it            |
 * | 24-31 | rows                                          |
 *
 * `<name>.lengths`: the length of every sentence, 2 bytes each, row by row, side by side. This is the index: where a row
 * begins is the sum of the lengths before it.
 */
export interface TokenFileHeader {
  readonly width: 2 | 4;
  readonly sides: number;
  readonly bound: number;
  readonly rows: number;
}

export const HEADER_BYTES = 32;
export const LENGTH_BYTES = 2;
/** Longest sentence that fits the index. */
export const LONGEST_SENTENCE = 0xffff;

const MAGIC = 'RDROPTOK';
const VERSION = 1;

export const idsFile = (name: string): string => `${name}.ids`;
export const lengthsFile = (name: string): string => `${name}.lengths`;

/** Bytes of an id, for ids below `bound`. */
export const idWidth = (bound: number): 2 | 4 => (bound <= 0x1_0000 ? 2 : 4);

export function encodeHeader({ width, sides, bound, rows }: TokenFileHeader): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  for (const [at, value] of [VERSION, width, sides, bound].entries()) header.writeUInt32LE(value, 8 + 4 * at);
  header.writeBigUInt64LE(BigInt(rows), 24);
  return header;
}

/** @throws {DataError} when the bytes are no header of this version */
export function decodeHeader(bytes: Buffer, file: string): TokenFileHeader {
  const fields = { version: 0, width: 0, sides: 0, bound: 0, rows: 0 };
  if (bytes.length === HEADER_BYTES && bytes.toString('latin1', 0, 8) === MAGIC) {
    fields.version = bytes.readUInt32LE(8);
    fields.width = bytes.readUInt32LE(12);
    fields.sides = bytes.readUInt32LE(16);
    fields.bound = bytes.readUInt32LE(20);
    fields.rows = Number(bytes.readBigUInt64LE(24));
  }
  const { version, width, sides, bound, rows } = fields;
  const known = version === VERSION && sides >= 1 && sides <= 8 && bound >= 1 && Number.isSafeInteger(rows);
  if (!known || (width !== 2 && width !== 4) || width !== idWidth(bound)) {
    throw new DataError(`The file ${file} is no token file of version ${VERSION}.`);
  }
  return { width, sides, bound, rows };
}
