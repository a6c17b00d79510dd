import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError, describeSystemError, errorCode } from '../data-error.js';

/** Opens a regular file for reading; a missing file, a folder or a device is a {@link DataError}. */
async function openRegularFile(file: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const stat = await handle.stat();
    if (stat.isFile()) return handle;
    throw new DataError(
      `Cannot read ${file}: ${stat.isDirectory() ? 'it is a folder' : 'it is not a regular file'}, a file was expected.`,
    );
  } catch (error) {
    await handle?.close();
    if (error instanceof DataError) throw error;
    throw new DataError(`Cannot read ${file}: ${describeSystemError(error)}.`, { cause: error });
  }
}

function readFailure(file: string, error: unknown): DataError {
  const code = errorCode(error) ?? '';
  if (code === 'Z_BUF_ERROR') {
    return new DataError(`Cannot read ${file}: its gzip stream ends too early (the file is cut off).`, {
      cause: error,
    });
  }
  if (code.startsWith('Z_')) {
    return new DataError(`Cannot read ${file}: its gzip stream is damaged (${describeSystemError(error)}).`, {
      cause: error,
    });
  }
  return new DataError(`Cannot read ${file}: ${describeSystemError(error)}.`, { cause: error });
}

/**
 * The bytes of a file in chunks, unpacked when the file starts with the gzip magic number (1f 8b), whatever its name.
 *
 * @throws {DataError} when the file is missing, not a regular file, unreadable, or a truncated or damaged gzip stream.
 */
export async function* openBytes(file: string): AsyncGenerator<Buffer, void, undefined> {
  const handle = await openRegularFile(file);
  try {
    const magic = Buffer.alloc(2);
    const { bytesRead } = await handle.read(magic, 0, 2, 0);
    const raw = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 16 });
    const zipped = bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
    // `pipeline` forwards an error of the file to the unpacked stream; the loop below then throws it.
    const stream: Readable = zipped ? pipeline(raw, createGunzip(), () => undefined) : raw;
    try {
      for await (const chunk of stream) {
        if (!Buffer.isBuffer(chunk)) throw new TypeError(`openBytes: expected bytes, got ${typeof chunk}`);
        yield chunk;
      }
    } finally {
      raw.destroy();
    }
  } catch (error) {
    throw readFailure(file, error);
  } finally {
    await handle.close();
  }
}
