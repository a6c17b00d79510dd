import { chmod, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import type { ArchiveEntry, EntryHandler } from './archive-entry.js';
import { entryPath } from './entry-path.js';
import { readTar } from './read-tar.js';
import { readZip } from './read-zip.js';

/** The most an archive may hold. What exceeds it is no archive that was asked for. */
export interface UnpackLimits {
  /** Files, folders and all else, wanted or not. */
  readonly entries: number;
  /** Unpacked bytes of one file. */
  readonly entryBytes: number;
  /** Unpacked bytes of all files that are written. */
  readonly totalBytes: number;
}

export interface UnpackOptions {
  /** A tar archive, packed with gzip or not, or a zip archive; told apart by content. */
  readonly archive: string;
  /** The folder that is to hold the entries; it appears whole or not at all, and must not be there yet. */
  readonly into: string;
  readonly limits: UnpackLimits;
  /** Which files to write, by their path in the archive. Default: all. */
  readonly wanted?: (path: string) => boolean;
  readonly onProgress?: (unpacked: { readonly files: number; readonly bytes: number }) => void;
  readonly signal?: AbortSignal;
}

/** What was written: paths below the folder, in the order of the archive. */
export interface Unpacked {
  readonly files: readonly string[];
  readonly bytes: number;
}

/**
 * Unpacks an archive that nobody vouches for. No file is written outside the folder: names that are absolute, climb or
 * mean different paths on different systems are refused, and so are links, devices and two entries of one name.
 *
 * @throws {DataError} for such an archive, one over its limits, a damaged one, and a folder that cannot be written
 */
export async function unpackArchive(options: UnpackOptions): Promise<Unpacked> {
  const { archive, into } = options;
  if ((await stat(into).catch(() => undefined)) !== undefined) {
    throw new DataError(`Cannot unpack ${archive}: ${into} is there already.`);
  }
  const read = (await isZip(archive)) ? readZip : readTar;
  const staging = await makeStaging(archive, into);
  try {
    const files: string[] = [];
    let bytes = 0;
    await read(
      archive,
      entryWriter(staging, options, (path, size) => {
        files.push(path);
        bytes += size;
        options.onProgress?.({ files: files.length, bytes });
        return bytes;
      }),
    );
    await rename(staging, into);
    return { files, bytes };
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

/** A new empty folder beside the wanted one: nothing that lies in it was put there by somebody else. */
async function makeStaging(archive: string, into: string): Promise<string> {
  try {
    await mkdir(dirname(into), { recursive: true });
    const staging = await mkdtemp(`${into}.unpacking-`);
    // Temporary folders are private; this one is as readable as the folder it lies in.
    await chmod(staging, (await stat(dirname(into))).mode);
    return staging;
  } catch (error) {
    throw new DataError(`Cannot unpack ${archive} into ${into}: ${describeSystemError(error)}.`, {
      cause: error,
    });
  }
}

async function isZip(archive: string): Promise<boolean> {
  const handle = await open(archive, 'r').catch((error: unknown) => {
    throw new DataError(`Cannot read ${archive}: ${describeSystemError(error)}.`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1').startsWith('PK');
  } catch (error) {
    throw new DataError(`Cannot read ${archive}: ${describeSystemError(error)}.`, { cause: error });
  } finally {
    await handle.close();
  }
}

/** Checks every entry and writes the wanted files; `done` takes a file's path and size and returns the bytes so far. */
function entryWriter(
  folder: string,
  { archive, limits, wanted = () => true, signal }: UnpackOptions,
  done: (path: string, bytes: number) => number,
): EntryHandler {
  const seen = new Set<string>();
  let entries = 0;
  let total = 0;
  const refuse = (why: string): never => {
    throw new DataError(`Cannot unpack ${archive}: ${why}.`);
  };
  return async (entry) => {
    signal?.throwIfAborted();
    entries += 1;
    if (entries > limits.entries) refuse(`it has more than ${limits.entries} entries`);
    const path = entryPath(entry.path, archive);
    if (entry.kind === 'folder' || path === '' || !wanted(path)) return;
    if (entry.kind === 'link') refuse(`the entry ${path} is a link`);
    if (entry.kind === 'device') refuse(`the entry ${path} is not a file`);
    if (seen.has(path)) refuse(`it has two entries ${path}`);
    seen.add(path);
    const left = limits.totalBytes - total;
    const most = Math.min(limits.entryBytes, left);
    const over =
      most < limits.entryBytes
        ? `its files have more than ${limits.totalBytes} bytes together`
        : `the entry ${path} has more than ${limits.entryBytes} bytes`;
    if (entry.bytes > most) refuse(over);
    const written = await writeEntry(entry, join(folder, path), most).catch((error: unknown) => {
      throw new DataError(
        `Cannot unpack ${archive}: the entry ${path} cannot be written (${describeSystemError(error)}).`,
        { cause: error },
      );
    });
    if (written > most) refuse(over);
    total = done(path, written);
  };
}

/** Writes one file that must be new, and stops when it grows past `most` bytes. @returns bytes, more than `most` if so */
async function writeEntry(entry: ArchiveEntry, file: string, most: number): Promise<number> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'wx');
  try {
    let bytes = 0;
    for await (const chunk of entry.content()) {
      bytes += chunk.byteLength;
      if (bytes > most) break;
      await handle.writeFile(chunk);
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
