import { open, type FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { fileError } from '../file-error.js';
import { type NpyArray, parseNpy } from './npy.js';
import { NpzError } from './npz-error.js';
import {
  END64_BYTES,
  findDirectory,
  parseDirectory,
  parseEnd64,
  TAIL_BYTES,
  type ZipEntry,
} from './zip-directory.js';

/** An open archive of NumPy arrays; arrays are read one at a time. */
export interface Npz {
  /** Without `.npy`. */
  readonly names: readonly string[];
  /** @throws NpzError when there is none of that name, or when it is damaged */
  read(name: string): Promise<NpyArray>;
  close(): Promise<void>;
}

export interface NpzLimits {
  /** Arrays of an archive. */
  readonly entries: number;
  /** Unpacked bytes of one array. */
  readonly entryBytes: number;
}

/** Enough for any published model. */
const LIMITS: NpzLimits = { entries: 20_000, entryBytes: 2 ** 31 };
const LOCAL_BYTES = 30;
const LOCAL = 0x04034b50;
const SUFFIX = '.npy';

/** A file of known size that is read by place. */
interface Source {
  readonly file: string;
  readonly size: number;
  at(start: number, bytes: number): Promise<Uint8Array>;
}

function sourceOf(handle: FileHandle, file: string, size: number): Source {
  return {
    file,
    size,
    async at(start, bytes) {
      if (start < 0 || start + bytes > size) {
        throw new NpzError(`${file}: its directory names bytes beyond its end (${size})`);
      }
      const buffer = new Uint8Array(bytes);
      let done = 0;
      while (done < bytes) {
        // One read call may not ask for 2 GiB or more.
        const length = Math.min(bytes - done, 2 ** 30);
        const { bytesRead } = await handle.read(buffer, done, length, start + done);
        if (bytesRead === 0) throw new NpzError(`${file}: the file ended ${bytes - done} bytes early`);
        done += bytesRead;
      }
      return buffer;
    },
  };
}

async function entriesOf(source: Source, limits: NpzLimits): Promise<Map<string, ZipEntry>> {
  const { file, size } = source;
  const tailBytes = Math.min(size, TAIL_BYTES);
  const found = findDirectory(await source.at(size - tailBytes, tailBytes), file);
  const place = 'end64' in found ? parseEnd64(await source.at(found.end64, END64_BYTES), file) : found;
  if (place.entries > limits.entries) {
    throw new NpzError(`${file}: it has ${place.entries} arrays, at most ${limits.entries} are accepted`);
  }
  const entries = parseDirectory(await source.at(place.start, place.bytes), place.entries, file);
  const byName = new Map<string, ZipEntry>();
  for (const entry of entries) {
    const name = entry.name.endsWith(SUFFIX) ? entry.name.slice(0, -SUFFIX.length) : entry.name;
    if (byName.has(name)) throw new NpzError(`${file}: it has two arrays '${name}'`);
    byName.set(name, entry);
  }
  return byName;
}

/** The unpacked bytes of a member, which are never more than its directory says. */
async function unpacked(source: Source, entry: ZipEntry, limits: NpzLimits): Promise<Uint8Array> {
  const where = `${source.file}, ${entry.name}`;
  if (entry.bytes > limits.entryBytes || entry.packedBytes > limits.entryBytes) {
    throw new NpzError(`${where}: it has ${entry.bytes} bytes, at most ${limits.entryBytes} are accepted`);
  }
  const header = await source.at(entry.start, LOCAL_BYTES);
  const view = new DataView(header.buffer);
  if (view.getUint32(0, true) !== LOCAL) throw new NpzError(`${where}: its header is missing`);
  const dataAt = entry.start + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  const packed = await source.at(dataAt, entry.packedBytes);
  const bytes = inflated(packed, entry, where);
  if (bytes.byteLength !== entry.bytes || crc32(bytes) !== entry.crc) {
    throw new NpzError(`${where}: it is damaged (its checksum does not fit)`);
  }
  return bytes;
}

function inflated(packed: Uint8Array, { method, bytes }: ZipEntry, where: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) throw new NpzError(`${where}: it is packed by method ${method}, expected 0 or 8`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    throw new NpzError(`${where}: it cannot be unpacked`, { cause: error });
  }
}

/**
 * Opens an `.npz` file as NumPy's `savez` and `savez_compressed` write it. Nothing of it is trusted: the number of arrays,
 * every place and size, checksums, types and shapes are checked, and no more is unpacked than the limits allow.
 *
 * @throws NpzError for a malformed file, FileError when it cannot be read
 */
export async function openNpz(file: string, limits: NpzLimits = LIMITS): Promise<Npz> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const source = sourceOf(handle, file, (await handle.stat()).size);
    const entries = await entriesOf(source, limits);
    const opened = handle;
    return {
      names: [...entries.keys()],
      async read(name) {
        const entry = entries.get(name);
        if (entry === undefined) throw new NpzError(`${file}: it has no array '${name}'`);
        return parseNpy(await unpacked(source, entry, limits), `${file}, ${entry.name}`);
      },
      close: () => opened.close(),
    };
  } catch (error) {
    await handle?.close();
    throw error instanceof NpzError ? error : fileError('read', file, error);
  }
}
