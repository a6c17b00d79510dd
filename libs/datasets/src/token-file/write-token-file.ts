import { open, type FileHandle } from 'node:fs/promises';
import { DataError, describeSystemError } from '../data-error.js';
import { encodeHeader, HEADER_BYTES, idsFile, idWidth, lengthsFile, LONGEST_SENTENCE } from './format.js';

/** Rows in the form of the file, as {@link packRows} makes them. */
export interface TokenBlock {
  readonly rows: number;
  /** The ids of all rows, in the width of the file. */
  readonly ids: Uint8Array;
  /** The lengths of all sentences. */
  readonly lengths: Uint8Array;
}

export interface TokenFileShape {
  /** Sentences of a row. */
  readonly sides: number;
  /** All ids are below it. */
  readonly bound: number;
}

/**
 * Puts rows into the form of the file; the work of threads that prepare parts of a corpus.
 *
 * @param rows for each row a sentence for each side
 * @throws {DataError} for a sentence that is too long for the index
 */
export function packRows(rows: readonly (readonly ArrayLike<number>[])[], shape: TokenFileShape): TokenBlock {
  const { sides, bound } = shape;
  const total = rows.reduce((sum, row) => row.reduce((tokens, side) => tokens + side.length, sum), 0);
  const ids = idWidth(bound) === 2 ? new Uint16Array(total) : new Uint32Array(total);
  const lengths = new Uint16Array(rows.length * sides);
  let [at, sentence] = [0, 0];
  for (const row of rows) {
    if (row.length !== sides) throw new RangeError(`packRows: expected ${sides} sides, got ${row.length}`);
    for (const side of row) {
      if (side.length > LONGEST_SENTENCE) {
        throw new DataError(
          `A sentence has ${side.length} tokens, at most ${LONGEST_SENTENCE} can be stored: this does not look like sentences.`,
        );
      }
      for (let i = 0; i < side.length; i += 1) {
        const id = side[i] ?? -1;
        if (id < 0 || id >= bound) throw new RangeError(`packRows: expected ids below ${bound}, got ${id}`);
      }
      ids.set(side, at);
      at += side.length;
      lengths[sentence] = side.length;
      sentence += 1;
    }
  }
  return { rows: rows.length, ids: new Uint8Array(ids.buffer), lengths: new Uint8Array(lengths.buffer) };
}

/** A token file that is being written. */
export interface TokenFileWriter {
  append(block: TokenBlock): Promise<void>;
  /** Writes the header, without which the file is none, and closes. @returns the rows written */
  finish(): Promise<number>;
  /** Closes what was not finished. */
  abandon(): Promise<void>;
}

/** Starts a token file; see `format.ts`. Only what is being appended is in memory. */
export async function createTokenFile(name: string, shape: TokenFileShape): Promise<TokenFileWriter> {
  const guard = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      throw new DataError(`Cannot write ${name}: ${describeSystemError(error)}.`, { cause: error });
    }
  };
  const ids = await guard(() => open(idsFile(name), 'w'));
  const lengths = await guard(() => open(lengthsFile(name), 'w'));
  const close = async (): Promise<void> => {
    await ids.close();
    await lengths.close();
  };
  let rows = 0;
  await guard(() => ids.writeFile(Buffer.alloc(HEADER_BYTES)));
  return {
    append: (block) =>
      guard(async () => {
        await ids.writeFile(block.ids);
        await lengths.writeFile(block.lengths);
        rows += block.rows;
      }),
    finish: () =>
      guard(async () => {
        await writeHeader(ids, encodeHeader({ ...shape, width: idWidth(shape.bound), rows }));
        await ids.sync();
        await lengths.sync();
        await close();
        return rows;
      }),
    abandon: close,
  };
}

async function writeHeader(file: FileHandle, header: Buffer): Promise<void> {
  await file.write(header, 0, header.length, 0);
}
