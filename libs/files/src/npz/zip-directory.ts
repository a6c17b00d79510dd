import { NpzError } from './npz-error.js';

/** One member of a zip archive, as its directory has it. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly start: number;
}

/** Bytes of the record that ends an archive, without its comment. */
export const END_BYTES = 22;
/** The end record, the longest comment, and the locator of the 64-bit end record before it. */
export const TAIL_BYTES = END_BYTES + 0xffff + 20;
/** Bytes of the 64-bit end record. */
export const END64_BYTES = 56;

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const MEMBER = 0x02014b50;
const MEMBER_BYTES = 46;
const FULL_32 = 0xffffffff;
const FULL_16 = 0xffff;

/** Where the directory lies. */
export interface DirectoryPlace {
  readonly entries: number;
  readonly bytes: number;
  readonly start: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit number that must be a place or size in a file. */
function long(view: DataView, at: number, file: string): number {
  const value = Number(view.getBigUint64(at, true));
  if (Number.isSafeInteger(value)) return value;
  throw new NpzError(`${file}: its directory names a place beyond any file`);
}

/**
 * Finds the directory by the last bytes of a file, or the place of the 64-bit end record that has to be read for it.
 * @param tail the last `TAIL_BYTES` of the file, or all of it
 */
export function findDirectory(tail: Uint8Array, file: string): DirectoryPlace | { readonly end64: number } {
  const view = viewOf(tail);
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new NpzError(`${file}: it is no zip archive, or its end is missing`);
  const place = {
    entries: view.getUint16(end + 10, true),
    bytes: view.getUint32(end + 12, true),
    start: view.getUint32(end + 16, true),
  };
  if (place.entries !== FULL_16 && place.bytes !== FULL_32 && place.start !== FULL_32) return place;
  if (end < 20 || view.getUint32(end - 20, true) !== LOCATOR64) return place;
  return { end64: long(view, end - 20 + 8, file) };
}

/** The place of the directory from the 64-bit end record. */
export function parseEnd64(bytes: Uint8Array, file: string): DirectoryPlace {
  const view = viewOf(bytes);
  if (bytes.byteLength < END64_BYTES || view.getUint32(0, true) !== END64) {
    throw new NpzError(`${file}: its 64-bit end record is missing`);
  }
  return {
    entries: long(view, 32, file),
    bytes: long(view, 40, file),
    start: long(view, 48, file),
  };
}

/** The 64-bit fields that stand in for full 32-bit ones, in their fixed order. */
function widen(
  extra: DataView,
  sizes: { readonly bytes: number; readonly packedBytes: number; readonly start: number },
  file: string,
): typeof sizes {
  let at = 0;
  while (at + 4 <= extra.byteLength && extra.getUint16(at, true) !== 1)
    at += 4 + extra.getUint16(at + 2, true);
  let field = at + 4;
  const next = (value: number): number => {
    if (value !== FULL_32) return value;
    if (field + 8 > extra.byteLength) throw new NpzError(`${file}: its directory lacks a 64-bit size`);
    field += 8;
    return long(extra, field - 8, file);
  };
  return { bytes: next(sizes.bytes), packedBytes: next(sizes.packedBytes), start: next(sizes.start) };
}

/** The members listed in a directory. @throws NpzError when it is damaged */
export function parseDirectory(directory: Uint8Array, entries: number, file: string): ZipEntry[] {
  const view = viewOf(directory);
  const damaged = (): never => {
    throw new NpzError(`${file}: its directory is damaged`);
  };
  const found: ZipEntry[] = [];
  let at = 0;
  for (let entry = 0; entry < entries; entry++) {
    if (at + MEMBER_BYTES > directory.byteLength || view.getUint32(at, true) !== MEMBER) damaged();
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    const nameAt = at + MEMBER_BYTES;
    const extraAt = nameAt + (nameBytes ?? 0);
    const next = extraAt + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (next > directory.byteLength) damaged();
    const extra = viewOf(directory.subarray(extraAt, extraAt + (extraBytes ?? 0)));
    const sizes = {
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    };
    found.push({
      name: Buffer.from(directory.subarray(nameAt, extraAt)).toString('utf8'),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...widen(extra, sizes, file),
    });
    at = next;
  }
  return found;
}
