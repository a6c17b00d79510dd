import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';

const chunkCharacters = 1 << 16;

/**
 * Writes a file so that it is there whole or not at all: it goes to a temporary file beside it, is forced to
 * the disk, and takes its name last. A failure leaves an older file of that name as it was.
 *
 * @param chunks bytes, or pieces of text that are written as UTF-8, one after the other.
 * @throws {DataError} when the file cannot be written; an error of `chunks` itself is passed on.
 */
export async function writeTextAtomic(
  file: string,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const temporary = join(
    dirname(file),
    `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`,
  );
  try {
    const handle = await onDisk(file, () => open(temporary, 'wx'));
    try {
      for await (const chunk of chunks) await onDisk(file, () => handle.writeFile(chunk, 'utf8'));
      await onDisk(file, () => handle.sync());
    } finally {
      await handle.close();
    }
    await onDisk(file, () => rename(temporary, file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

/**
 * Writes one line per entry, each ended by LF, whole or not at all (see {@link writeTextAtomic}). The lines come back
 * exactly from `readLines`; an entry that could not (it holds a line feed, ends in CR, is not well-formed Unicode, or is
 * first and starts with a byte order mark) is refused.
 */
export async function writeLines(
  file: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  await writeTextAtomic(file, joinLines(file, lines));
}

async function* joinLines(
  file: string,
  lines: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  let lineNumber = 0;
  let text = '';
  for await (const line of lines) {
    lineNumber += 1;
    const fault = lineFault(line, lineNumber);
    if (fault !== undefined) throw new DataError(`Cannot write ${file}: line ${lineNumber} ${fault}.`);
    text += `${line}\n`;
    if (text.length >= chunkCharacters) {
      yield text;
      text = '';
    }
  }
  if (text.length > 0) yield text;
}

function lineFault(line: string, lineNumber: number): string | undefined {
  if (line.includes('\n')) return 'holds a line feed';
  if (line.endsWith('\r')) return 'ends in a carriage return';
  if (/\p{Surrogate}/u.test(line)) return 'holds half a surrogate pair';
  if (lineNumber === 1 && line.startsWith('\ufeff')) return 'starts with a byte order mark';
  return undefined;
}

async function onDisk<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new DataError(`Cannot write ${file}: ${describeSystemError(error)}.`, { cause: error });
  }
}

/** Makes the rename itself durable; some systems cannot open a folder, and the file is complete without it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    return;
  }
}
