import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, GLUE_TASKS, openTokenFile } from '@rdrop/datasets';
import { z } from 'zod';

const count = z.int().nonnegative();

const splitInfo = z.strictObject({
  /** `train`, `dev`, `test`, ... */
  name: z.string(),
  examples: count,
  /** Lines of the file that hold no example. */
  skipped: count,
  /** Most tokens of an example. */
  longest: count,
});

/** What `info.json` of a prepared set says. It is written last: a folder that has it is whole. */
export const preparedInfo = z.strictObject({
  version: z.literal(1),
  task: z.enum(GLUE_TASKS),
  /** Of the training file. */
  rawDigest: z.string(),
  vocabularySize: count,
  splits: z.array(splitInfo),
});

export type PreparedInfo = z.infer<typeof preparedInfo>;

/** Beside the token file of a split: labels, and what its examples are called. */
const splitFacts = z.strictObject({ labels: z.array(z.number()).nullable(), ids: z.array(z.string()) });

/** One split of a prepared set: ids stay on the disk, lengths and labels are in memory. */
export interface EncodedSplit {
  readonly name: string;
  /** Tokens of every example. */
  readonly lengths: ArrayLike<number>;
  /** Class ids or numbers; none of a test set. */
  readonly labels: readonly number[] | null;
  /** What the examples are called in a submission. */
  readonly ids: readonly string[];
  /** The tokens of an example, and how many of them are of token type 0. */
  read(index: number): { readonly tokens: Int32Array; readonly firstTokens: number };
  close(): void;
}

/** A prepared set, opened. */
export interface PreparedSet {
  readonly folder: string;
  readonly info: PreparedInfo;
  split(name: string): Promise<EncodedSplit>;
}

export const INFO_FILE = 'info.json';
export const factsFile = (folder: string, split: string): string => join(folder, `${split}.json`);
export const tokenFile = (folder: string, split: string): string => join(folder, split);

async function parse<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new DataError(`Cannot use ${file} of the prepared set; delete its folder and prepare it again.`, {
      cause: error,
    });
  }
}

/** What the folder holds; undefined when no whole set is there. */
export async function readPreparedInfo(folder: string): Promise<PreparedInfo | undefined> {
  const file = join(folder, INFO_FILE);
  const isThere = await readFile(file).then(
    () => true,
    () => false,
  );
  return isThere ? parse(file, preparedInfo) : undefined;
}

async function openSplit(folder: string, name: string): Promise<EncodedSplit> {
  const { labels, ids } = await parse(factsFile(folder, name), splitFacts);
  const file = await openTokenFile(tokenFile(folder, name));
  return {
    name,
    lengths: file.lengths[0] ?? new Uint16Array(0),
    labels,
    ids,
    read(index) {
      const [tokens = new Int32Array(0), boundary] = file.row(index);
      return { tokens, firstTokens: boundary?.[0] ?? tokens.length };
    },
    close: () => {
      file.close();
    },
  };
}

/** Opens a prepared set. @throws DataError when it is absent or damaged */
export async function openPreparedSet(folder: string): Promise<PreparedSet> {
  const info = await readPreparedInfo(folder);
  if (info === undefined)
    throw new DataError(`No prepared set is in ${folder}; run the verb 'prepare' first.`);
  return { folder, info, split: (name) => openSplit(folder, name) };
}
