import { isUtf8 } from 'node:buffer';
import { DataError } from '../data-error.js';
import { openBytes } from './open-bytes.js';

/** A longer line is refused, so that a wrong file cannot fill the memory. */
export const longestLine = 1 << 24;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = '\ufeff';

/** Settings of {@link readLines}. */
export interface ReadLinesOptions {
  /** A longer line is refused, so that a wrong file cannot fill the memory. Default 16 MiB. */
  readonly maxLineBytes?: number;
}

/**
 * The lines of a UTF-8 text file, one at a time; gzip is recognised by its magic number.
 *
 * Lines end with LF or CRLF and with nothing else: U+2028, U+0085, a lone CR and the like stay inside their line, since
 * the two sides of a parallel corpus must agree on the count. A byte order mark at the start of the file is dropped.
 * The last line may lack its line end; an empty file has no lines.
 *
 * @throws {DataError} naming file and line, for bytes that are not UTF-8 and lines that are too long.
 */
export async function* readLines(
  file: string,
  options: ReadLinesOptions = {},
): AsyncGenerator<string, void, undefined> {
  const maxLineBytes = options.maxLineBytes ?? longestLine;
  let lineNumber = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  const hold = (bytes: Buffer): void => {
    pendingBytes += bytes.length;
    if (pendingBytes > maxLineBytes) {
      throw lineTooLong(file, lineNumber + 1, maxLineBytes);
    }
    pending.push(bytes);
  };
  const takeLine = (): string => {
    lineNumber += 1;
    const line = decodeLine(Buffer.concat(pending, pendingBytes), file, lineNumber);
    pending = [];
    pendingBytes = 0;
    return line;
  };

  for await (const chunk of openBytes(file)) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      hold(chunk.subarray(start, end + 1));
      yield takeLine();
      start = end + 1;
    }
    if (start < chunk.length) hold(chunk.subarray(start));
  }
  if (pendingBytes > 0) yield takeLine();
}

/** All lines of a file, see {@link readLines}. */
export async function readAllLines(file: string, options: ReadLinesOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(file, options)) lines.push(line);
  return lines;
}

export function lineTooLong(file: string, lineNumber: number, maxLineBytes: number): DataError {
  return new DataError(
    `Cannot read ${file}: line ${lineNumber} is longer than ${maxLineBytes} bytes, this does not look like a text file.`,
  );
}

/** One line without its line end. @throws {DataError} for bytes that are not UTF-8 */
export function decodeLine(bytes: Buffer, file: string, lineNumber: number): string {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === lineFeed) {
    end -= 1;
    if (end > 0 && bytes[end - 1] === carriageReturn) end -= 1;
  }
  const content = bytes.subarray(0, end);
  if (!isUtf8(content)) {
    throw new DataError(`Cannot read ${file}: line ${lineNumber} is not valid UTF-8.`);
  }
  const line = content.toString('utf8');
  return lineNumber === 1 && line.startsWith(byteOrderMark) ? line.slice(1) : line;
}
