import { isUtf8 } from 'node:buffer';
import { DataError } from '../data-error.js';
import { LineBlockReader } from './line-block-reader.js';
import { decodeLine } from './read-lines.js';
import type { ParallelFiles } from './read-parallel.js';

/** Consecutive pairs of a parallel corpus as they lie in its files. */
export interface PairBlock {
  readonly source: Uint8Array<ArrayBuffer>;
  readonly target: Uint8Array<ArrayBuffer>;
  readonly pairs: number;
  /** Where they come from, for messages. */
  readonly files: ParallelFiles;
  /** The number of their first line there, from 1. */
  readonly firstLine: number;
}

/** Pairs of a block: enough that handing it to a thread costs little, few enough that many fit in memory. */
export const DEFAULT_BLOCK_PAIRS = 5000;

/**
 * Reads the files of a parallel corpus, one pair of files after the other, by blocks of pairs. Only a block is in memory.
 *
 * @throws {DataError} when a file cannot be read or is empty, or when the two sides have different numbers of lines
 */
export async function* readPairBlocks(
  files: Iterable<ParallelFiles>,
  blockPairs: number = DEFAULT_BLOCK_PAIRS,
): AsyncGenerator<PairBlock, void, undefined> {
  for (const pair of files) {
    const readers = { source: new LineBlockReader(pair.source), target: new LineBlockReader(pair.target) };
    try {
      for (let firstLine = 1; ; firstLine += blockPairs) {
        const source = await readers.source.take(blockPairs);
        const target = await readers.target.take(blockPairs);
        const block = {
          source: source.bytes,
          target: target.bytes,
          pairs: source.lines,
          files: pair,
          firstLine,
        };
        if (source.lines !== target.lines) {
          // A file that is no text has no lines worth counting.
          blockLines(block, 'source');
          blockLines(block, 'target');
          await throwUneven(pair, readers);
        }
        if (source.lines === 0) {
          if (firstLine === 1) throw emptyFile(pair.source);
          break;
        }
        yield block;
      }
    } finally {
      await readers.source.close();
      await readers.target.close();
    }
  }
}

const emptyFile = (file: string): DataError =>
  new DataError(`The file ${file} is empty, at least one line was expected.`);

/** Reads to the ends, so that the message can say how many lines there are. */
async function throwUneven(
  files: ParallelFiles,
  readers: { readonly source: LineBlockReader; readonly target: LineBlockReader },
): Promise<never> {
  for (const side of ['source', 'target'] as const) {
    while ((await readers[side].take(DEFAULT_BLOCK_PAIRS)).lines > 0);
    if (readers[side].lines === 0) throw emptyFile(files[side]);
  }
  throw new DataError(
    `The two sides of a parallel corpus must have the same number of lines, but ${files.source} has ${readers.source.lines} and ${files.target} has ${readers.target.lines}.`,
  );
}

/**
 * The lines of one side of a block, under the rules of `readLines`.
 *
 * @throws {DataError} naming file and line, for bytes that are not UTF-8
 */
export function blockLines(block: PairBlock, side: 'source' | 'target'): string[] {
  const bytes = Buffer.from(block[side].buffer, block[side].byteOffset, block[side].byteLength);
  const file = block.files[side];
  if (!isUtf8(bytes) || block.firstLine === 1) {
    const lines: string[] = [];
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(0x0a, start) + 1;
      lines.push(decodeLine(bytes.subarray(start, end), file, block.firstLine + lines.length));
      start = end;
    }
    return lines;
  }
  const text = bytes.toString('utf8', 0, bytes.length - 1);
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line, i, all) => lastWithoutReturn(line, i, all.length));
}

/** The line feed of the last line was cut off above, and a carriage return before it is left. */
function lastWithoutReturn(line: string, at: number, count: number): string {
  return at === count - 1 && line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Lines as bytes of a file, each with a line feed, in a buffer of their own. */
export function encodeLines(lines: readonly string[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(lines.length === 0 ? '' : `${lines.join('\n')}\n`);
}
