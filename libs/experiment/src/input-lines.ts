import { isUtf8 } from 'node:buffer';
import { ExpectedError } from './errors.js';
import { type InputStream } from './task-io.js';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of standard input as they come. A line ends with LF or CRLF and with nothing else, so that every line of the
 * input has one of the output; the last may lack its end. A byte order mark at the start is dropped.
 *
 * @throws ExpectedError for bytes that are not UTF-8, with the line, and for input that cannot be read.
 */
export async function* inputLines(input: InputStream): AsyncGenerator<string, void, undefined> {
  let number = 0;
  let pending: Buffer[] = [];
  const take = (end: Buffer): string => {
    number += 1;
    const line = decoded(Buffer.concat([...pending, end]), number);
    pending = [];
    return line;
  };
  for await (const bytes of chunksOf(input)) {
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      yield take(bytes.subarray(start, end));
      start = end + 1;
    }
    if (start < bytes.length) pending.push(bytes.subarray(start));
  }
  if (pending.length > 0) yield take(Buffer.alloc(0));
}

async function* chunksOf(input: InputStream): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of input) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  } catch (error) {
    if (!(error instanceof Error) || error.name === 'AbortError') throw error;
    throw new ExpectedError(`cannot read standard input: ${error.message}`, { cause: error });
  }
}

function decoded(bytes: Buffer, number: number): string {
  const content = bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
  if (!isUtf8(content)) {
    throw new ExpectedError(`standard input: expected text in UTF-8, line ${number} is not`);
  }
  const line = content.toString('utf8');
  return number === 1 && line.startsWith('\ufeff') ? line.slice(1) : line;
}
