import { closeSync, openSync, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { DataError, describeSystemError } from '../data-error.js';
import {
  decodeHeader,
  HEADER_BYTES,
  idsFile,
  LENGTH_BYTES,
  lengthsFile,
  type TokenFileHeader,
} from './format.js';

/** A token file, opened. In memory are the lengths alone; ids are read where and when they are needed. */
export interface TokenFile {
  readonly header: TokenFileHeader;
  /** For each side the length of every row's sentence, [rows]. */
  readonly lengths: readonly Uint16Array[];
  /** Ids of all rows. */
  readonly tokens: number;
  /** The sentences of a row, one for each side. */
  row(index: number): Int32Array[];
  /** `count` ids from number `start`, whichever rows they are of: all rows as one stream. */
  span(start: number, count: number): Int32Array;
  close(): void;
}

/** The place of every so many rows is kept; the others are counted from it. */
const STRIDE = 64;

/**
 * Opens a token file that `createTokenFile` wrote.
 *
 * @throws {DataError} when it is missing, damaged or cut off
 */
export async function openTokenFile(name: string): Promise<TokenFile> {
  const header = decodeHeader(await firstBytes(idsFile(name)), idsFile(name));
  const { sides, rows, width } = header;
  const flat = await readLengths(lengthsFile(name), rows * sides);
  const lengths = Array.from({ length: sides }, (_, side) => everyNth(flat, side, sides));
  const places = placesOf(flat, rows, sides);
  const tokens = places[places.length - 1] ?? 0;
  await requireSize(idsFile(name), HEADER_BYTES + tokens * width);

  const file = openSync(idsFile(name), 'r');
  let buffer = Buffer.alloc(1 << 12);
  const rowTokens = (row: number): number => lengths.reduce((sum, side) => sum + (side[row] ?? 0), 0);
  const place = (row: number): number => {
    let at = places[Math.floor(row / STRIDE)] ?? 0;
    for (let before = row - (row % STRIDE); before < row; before += 1) at += rowTokens(before);
    return at;
  };
  const span = (start: number, count: number, where: string): Int32Array => {
    const bytes = count * width;
    if (buffer.length < bytes) buffer = Buffer.alloc(2 * bytes);
    const got = readSync(file, buffer, 0, bytes, HEADER_BYTES + start * width);
    if (got < bytes) throw new DataError(`The file ${idsFile(name)} was cut off while it was in use.`);
    const ids = decodeIds(buffer, count, header);
    if (ids.some((id) => id >= header.bound))
      throw new DataError(`The file ${idsFile(name)} is damaged in ${where}.`);
    return ids;
  };
  return {
    header,
    lengths,
    tokens,
    row(index) {
      if (!(index >= 0 && index < rows)) {
        throw new RangeError(`TokenFile: expected a row in 0..${rows - 1}, got ${index}`);
      }
      const ids = span(place(index), rowTokens(index), `row ${index + 1}`);
      let at = 0;
      return lengths.map((side) => {
        const start = at;
        at += side[index] ?? 0;
        return ids.slice(start, at);
      });
    },
    span(start, count) {
      if (!(start >= 0 && count >= 0 && start + count <= tokens)) {
        throw new RangeError(
          `TokenFile: expected ids in 0..${tokens}, got ${count} from ${start} of ${idsFile(name)}`,
        );
      }
      return span(start, count, `ids ${start} to ${start + count}`);
    },
    close: () => {
      closeSync(file);
    },
  };
}

function decodeIds(bytes: Buffer, count: number, { width }: TokenFileHeader): Int32Array {
  const ids = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    ids[i] = width === 2 ? bytes.readUInt16LE(2 * i) : bytes.readUInt32LE(4 * i);
  }
  return ids;
}

function everyNth(flat: Uint16Array, first: number, nth: number): Uint16Array {
  if (nth === 1) return flat;
  const picked = new Uint16Array(flat.length / nth);
  for (let i = 0; i < picked.length; i += 1) picked[i] = flat[i * nth + first] ?? 0;
  return picked;
}

/** Tokens before every STRIDE-th row, and of all rows at the end. */
function placesOf(flat: Uint16Array, rows: number, sides: number): Float64Array {
  const places = new Float64Array(Math.ceil(rows / STRIDE) + 1);
  let tokens = 0;
  for (let row = 0; row < rows; row += 1) {
    if (row % STRIDE === 0) places[row / STRIDE] = tokens;
    for (let side = 0; side < sides; side += 1) tokens += flat[row * sides + side] ?? 0;
  }
  places[places.length - 1] = tokens;
  return places;
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new DataError(`Cannot read ${file}: ${describeSystemError(error)}.`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function readLengths(file: string, count: number): Promise<Uint16Array> {
  await requireSize(file, count * LENGTH_BYTES);
  const lengths = new Uint16Array(count);
  const bytes = new Uint8Array(lengths.buffer);
  const handle = await open(file, 'r');
  try {
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, 1 << 24), done);
      if (bytesRead === 0) throw new DataError(`The file ${file} was cut off while it was read.`);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return lengths;
}

async function requireSize(file: string, expected: number): Promise<void> {
  const size = (await stat(file).catch(() => undefined))?.size;
  if (size === expected) return;
  const got = size === undefined ? 'it is missing' : `it has ${size} bytes, ${expected} were expected`;
  throw new DataError(`The file ${file} of a prepared set is damaged: ${got}.`);
}
