import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DataError,
  openTokenFile,
  type PairLengths,
  type ParallelText,
  readParallel,
  type TokenFile,
} from '@rdrop/datasets';
import { bpeSegmenter, type Dictionary, parseCodes, parseDictionary } from '@rdrop/text';
import type { DataSettings } from '../experiment-schema.js';
import { storedLanguages } from './corpus-files.js';
import {
  codesFile,
  dictionaryFile,
  INFO_FILE,
  preparedFile,
  preparedInfo,
  type PreparedInfo,
} from './prepared-layout.js';

/** Sentences of one split as ids, each ending in `</s>`. */
export interface EncodedSplit {
  readonly source: readonly Int32Array[];
  readonly target: readonly Int32Array[];
}

/** A split whose sentences stay on the disk; in memory are their lengths. */
export interface StoredSplit {
  readonly lengths: PairLengths;
  /** The sentences at these indices, in this order. */
  read(indices: ArrayLike<number>): EncodedSplit;
  close(): void;
}

/** A prepared set, opened. */
export interface PreparedCorpus {
  readonly folder: string;
  readonly info: PreparedInfo;
  readonly sourceDictionary: Dictionary;
  readonly targetDictionary: Dictionary;
  /** Segments tokenised text of the source language as the training text was. */
  readonly segment: (line: string) => string;
  /** All sentences of a split, for those that fit in memory. */
  encoded(split: string): Promise<EncodedSplit>;
  /** A split of any size. */
  stored(split: string): Promise<StoredSplit>;
  /** Both sides of a split as it came (`raw`), as tokens (`tok`) or in pieces; not kept for the training text. */
  text(split: string, kind: 'raw' | 'tok' | 'bpe'): Promise<ParallelText>;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new DataError(`Cannot read ${file} of the prepared set; prepare it again.`, { cause: error });
  }
}

/** Turns what is stored of a pair of languages to the direction of an experiment. */
function turned(info: PreparedInfo): PreparedInfo {
  const { sourceVocabulary, targetVocabulary, tokens } = info;
  return {
    ...info,
    sourceVocabulary: targetVocabulary,
    targetVocabulary: sourceVocabulary,
    tokens: Object.fromEntries(
      Object.entries(tokens).map(([split, [source, target]]) => [split, [target, source]]),
    ),
  };
}

const isTurned = (settings: DataSettings): boolean => storedLanguages(settings)[0] !== settings.source;

/** What `prepared.json` in this folder says, or undefined when no whole set is there. */
export async function readPreparedInfo(
  folder: string,
  settings: DataSettings,
): Promise<PreparedInfo | undefined> {
  const file = join(folder, INFO_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const info = preparedInfo.parse(JSON.parse(text));
    return isTurned(settings) ? turned(info) : info;
  } catch (error) {
    throw new DataError(
      `${file} is not the description of a prepared set; delete ${folder} and prepare it again.`,
      { cause: error },
    );
  }
}

/** The rows of a token file as pairs in the direction of the experiment. */
function pairsOf(file: TokenFile, turn: boolean): StoredSplit {
  const [first, second] = turn ? ([1, 0] as const) : ([0, 1] as const);
  const none = new Uint16Array(0);
  return {
    lengths: { source: file.lengths[first] ?? none, target: file.lengths[second] ?? none },
    read(indices) {
      const rows = Array.from(indices, (index) => file.row(index));
      const side = (which: number): Int32Array[] => rows.map((row) => row[which] ?? new Int32Array(0));
      return { source: side(first), target: side(second) };
    },
    close: () => {
      file.close();
    },
  };
}

/** Opens a prepared set. @throws DataError when it is absent or damaged. */
export async function openPreparedCorpus(folder: string, settings: DataSettings): Promise<PreparedCorpus> {
  const info = await readPreparedInfo(folder, settings);
  if (info === undefined)
    throw new DataError(`No prepared set is in ${folder}; run the verb 'prepare' first.`);
  const { source, target } = settings;
  const dictionary = async (side: string): Promise<Dictionary> => {
    const file = join(folder, dictionaryFile(side));
    return parseDictionary(await readText(file), file);
  };
  const merges = parseCodes(await readText(join(folder, codesFile(source))));
  const stored = async (split: string): Promise<StoredSplit> =>
    pairsOf(await openTokenFile(join(folder, split)), isTurned(settings));
  return {
    folder,
    info,
    sourceDictionary: await dictionary(source),
    targetDictionary: await dictionary(target),
    segment: bpeSegmenter(merges),
    stored,
    async encoded(split) {
      const pairs = await stored(split);
      try {
        return pairs.read(Array.from({ length: pairs.lengths.source.length }, (_, index) => index));
      } finally {
        pairs.close();
      }
    },
    text: (split, kind) =>
      readParallel(
        join(folder, preparedFile(split, kind, source)),
        join(folder, preparedFile(split, kind, target)),
      ),
  };
}
