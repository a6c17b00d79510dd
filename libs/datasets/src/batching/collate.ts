import { roundUp } from './batch-by-size.js';

/** Whole numbers in row-major order with their shape, ready for `tf.tensor2d(data, shape, 'int32')`. */
export interface TokenMatrix {
  readonly data: Int32Array;
  /** [rows, columns] */
  readonly shape: readonly [number, number];
}

/** Token ids per sentence, each ending in `</s>`. */
export type TokenRows = readonly ArrayLike<number>[];

/** The ids with a meaning and how far rows are padded. */
export interface CollateOptions {
  readonly paddingId: number;
  /** The id of `</s>`, which ends every sentence and opens the decoder's input. */
  readonly endId: number;
  /** Columns are padded up to a multiple of this. Default 1. */
  readonly lengthMultiple?: number;
}

/** A batch as the Transformer takes it. B rows, S the longest source, T the longest target. */
export interface TranslationBatch {
  /** [B] the sentences' positions in the data set. */
  readonly indices: Int32Array;
  /** [B, S] padded on the left, so that all sources end in the same column (fairseq's default). */
  readonly source: TokenMatrix;
  /** [B, T] input of the decoder: `</s>` and then the target without its own `</s>`, padded on the right. */
  readonly previous: TokenMatrix;
  /** [B, T] what the decoder is to say: the target with `</s>`, padded on the right. */
  readonly target: TokenMatrix;
  /** Real source tokens, `</s>` counted, padding not. */
  readonly sourceTokens: number;
  /** Real target tokens: the number of predictions that a loss averages over. */
  readonly targetTokens: number;
}

/** Puts rows of different lengths into one matrix, padding on the given side. */
export function padRows(
  rows: TokenRows,
  options: { readonly paddingId: number; readonly side: 'left' | 'right'; readonly lengthMultiple?: number },
): TokenMatrix {
  let longest = 0;
  for (const row of rows) longest = Math.max(longest, row.length);
  const columns = roundUp(longest, options.lengthMultiple ?? 1);
  const data = new Int32Array(rows.length * columns).fill(options.paddingId);
  for (const [position, row] of rows.entries()) {
    data.set(row, position * columns + (options.side === 'left' ? columns - row.length : 0));
  }
  return { data, shape: [rows.length, columns] };
}

/** Sources only, padded on the left, for translating. */
export function collateSource(rows: TokenRows, options: CollateOptions): TokenMatrix {
  checkRows('collateSource', rows, options);
  return padRows(rows, { ...options, side: 'left' });
}

/**
 * Puts the chosen sentences into padded matrices. Rows keep the order of `indices`.
 *
 * @param sentences all sentences of the data set, ids ending in `</s>` and without padding inside.
 */
export function collate(
  indices: Int32Array,
  sentences: { readonly source: TokenRows; readonly target: TokenRows },
  options: CollateOptions,
): TranslationBatch {
  const pick = (side: TokenRows): ArrayLike<number>[] =>
    Array.from(indices, (index) => {
      const row = side[index];
      if (row === undefined) {
        throw new RangeError(`collate: expected an index in 0..${side.length - 1}, got ${index}`);
      }
      return row;
    });
  const sourceRows = pick(sentences.source);
  const targetRows = pick(sentences.target);
  checkRows('collate', sourceRows, options);
  checkRows('collate', targetRows, options);
  const previousRows = targetRows.map((row) => {
    const shifted = new Int32Array(row.length);
    shifted.set(row);
    shifted.copyWithin(1, 0, row.length - 1);
    shifted[0] = options.endId;
    return shifted;
  });
  return {
    indices,
    source: padRows(sourceRows, { ...options, side: 'left' }),
    previous: padRows(previousRows, { ...options, side: 'right' }),
    target: padRows(targetRows, { ...options, side: 'right' }),
    sourceTokens: sourceRows.reduce((sum, row) => sum + row.length, 0),
    targetTokens: targetRows.reduce((sum, row) => sum + row.length, 0),
  };
}

function checkRows(where: string, rows: TokenRows, options: CollateOptions): void {
  for (const [position, row] of rows.entries()) {
    const last = row[row.length - 1];
    if (last !== options.endId) {
      throw new RangeError(
        `${where}: expected every sentence to end in </s> (id ${options.endId}), got ${last === undefined ? 'no tokens' : last} in row ${position}`,
      );
    }
    for (let column = 0; column < row.length; column += 1) {
      // A padding id inside a sentence would be taken for padding: masked out of attention and of the loss.
      if (row[column] === options.paddingId) {
        throw new RangeError(
          `${where}: got the padding id ${options.paddingId} inside row ${position}, column ${column}`,
        );
      }
    }
  }
}
