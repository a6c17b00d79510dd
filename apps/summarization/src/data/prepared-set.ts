import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, openTokenFile, type PairLengths, readAllLines, type SummaryPart } from '@rdrop/datasets';
import { readTokenizer } from '@rdrop/nn';
import type { PretrainedTokenizer } from '@rdrop/text';
import { INFO_FILE, preparedInfo, type PreparedInfo, textFile } from './prepared-layout.js';

/** Ids of documents and summaries, `<s>` and `</s>` around each. */
export interface EncodedPairs {
  readonly source: readonly Int32Array[];
  readonly target: readonly Int32Array[];
}

/** Most tokens of a document and of a summary; what is longer is cut, `</s>` stays at the end. */
export interface LengthLimits {
  readonly maxSource: number;
  readonly maxTarget: number;
}

/** A part whose pairs stay on the disk; in memory are their lengths. */
export interface StoredPart {
  /** Lengths under the limits. */
  readonly lengths: PairLengths;
  /** The pairs at these indices, in this order, cut to the limits. */
  read(indices: ArrayLike<number>): EncodedPairs;
  close(): void;
}

/** A prepared set, opened. */
export interface PreparedSet {
  readonly folder: string;
  readonly info: PreparedInfo;
  readonly tokenizer: PretrainedTokenizer;
  stored(part: SummaryPart): Promise<StoredPart>;
  /** Running text, not kept for the training part. */
  text(part: 'valid' | 'test', side: 'documents' | 'summaries'): Promise<string[]>;
}

/** What `prepared.json` in this folder says, or undefined when no whole set is there. */
export async function readPreparedInfo(folder: string): Promise<PreparedInfo | undefined> {
  const file = join(folder, INFO_FILE);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return preparedInfo.parse(JSON.parse(text));
  } catch (error) {
    throw new DataError(
      `${file} is not the description of a prepared set; delete ${folder} and prepare it again.`,
      { cause: error },
    );
  }
}

/** The first `most` ids with the last one at the end: text is cut, the end symbol is not. */
export function cutIds(ids: Int32Array, most: number): Int32Array {
  if (ids.length <= most) return ids;
  const cut = ids.slice(0, most);
  cut[most - 1] = ids[ids.length - 1] ?? 0;
  return cut;
}

async function openPart(file: string, { maxSource, maxTarget }: LengthLimits): Promise<StoredPart> {
  const tokens = await openTokenFile(file);
  const limited = (side: number, most: number): Int32Array =>
    Int32Array.from(tokens.lengths[side] ?? [], (length) => Math.min(length, most));
  return {
    lengths: { source: limited(0, maxSource), target: limited(1, maxTarget) },
    read(indices) {
      const rows = Array.from(indices, (index) => tokens.row(index));
      const side = (which: number, most: number): Int32Array[] =>
        rows.map((row) => cutIds(row[which] ?? new Int32Array(0), most));
      return { source: side(0, maxSource), target: side(1, maxTarget) };
    },
    close: () => {
      tokens.close();
    },
  };
}

/** Opens a prepared set. @throws DataError when it is absent or damaged */
export async function openPreparedSet(folder: string, limits: LengthLimits): Promise<PreparedSet> {
  const info = await readPreparedInfo(folder);
  if (info === undefined)
    throw new DataError(`No prepared set is in ${folder}; run the verb 'prepare' first.`);
  return {
    folder,
    info,
    tokenizer: await readTokenizer(folder),
    stored: (part) => openPart(join(folder, part), limits),
    text: (part, side) => readAllLines(join(folder, textFile(part, side))),
  };
}
