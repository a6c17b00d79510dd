import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError } from './file-error.js';

/** Suffix of files being written; whatever carries it was never finished. */
export const TEMPORARY_SUFFIX = '.tmp';

/** Fills a file that does not exist under its name yet. */
export interface AtomicWriter {
  append(bytes: Uint8Array): Promise<void>;
  /** Replaces bytes already appended. */
  overwrite(position: number, bytes: Uint8Array): Promise<void>;
}

/**
 * Writes a file so that after a crash at any moment the path holds either the old content or all of the new one:
 * temporary file beside it, fsync, rename, fsync of the folder. The folder is made when missing.
 * @throws FileError when any of it fails; the temporary file is removed and the old content stays. Errors of `produce`
 * itself pass through.
 */
export async function writeAtomic(
  path: string,
  produce: (writer: AtomicWriter) => Promise<void>,
): Promise<void> {
  const temporary = `${path}${TEMPORARY_SUFFIX}`;
  try {
    await onDisk(path, () => mkdir(dirname(path), { recursive: true }));
    const handle = await onDisk(path, () => open(temporary, 'w'));
    try {
      await produce(writerTo(handle, path));
      await onDisk(path, () => handle.sync());
    } finally {
      await handle.close();
    }
    await onDisk(path, () => rename(temporary, path));
    await onDisk(path, () => syncFolder(dirname(path)));
  } catch (error) {
    // Best effort: on a full or read-only disk the first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** {@link writeAtomic} for a value as indented JSON. */
export async function writeJsonAtomic(path: string, value: unknown): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  await writeAtomic(path, (writer) => writer.append(bytes));
}

/** Removes what interrupted writes left in a folder. A folder that is not there is fine. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((name) => name.endsWith(TEMPORARY_SUFFIX))) {
    const path = join(folder, name);
    await rm(path, { force: true }).catch((error: unknown) => {
      throw fileError('remove', path, error);
    });
  }
}

function writerTo(handle: FileHandle, path: string): AtomicWriter {
  let end = 0;
  return {
    async append(bytes) {
      await writeAll(handle, bytes, end, path);
      end += bytes.byteLength;
    },
    overwrite: (position, bytes) => writeAll(handle, bytes, position, path),
  };
}

/** One write call may write less than it was given. */
async function writeAll(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const length = Math.min(bytes.byteLength - done, 2 ** 30);
    const { bytesWritten } = await onDisk(path, () => handle.write(bytes, done, length, position + done));
    done += bytesWritten;
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its renames are durable without.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function onDisk<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw fileError('write', path, error);
  }
}
