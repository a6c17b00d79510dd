import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type ParallelText, readParallel } from '@rdrop/datasets';
import { bpeSegmenter, type Dictionary, parseCodes, parseDictionary } from '@rdrop/text';
import type { DataSettings } from '../experiment-schema.js';
import {
  CODES_FILE,
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

/** A prepared set, opened. */
export interface PreparedCorpus {
  readonly folder: string;
  readonly info: PreparedInfo;
  readonly sourceDictionary: Dictionary;
  readonly targetDictionary: Dictionary;
  /** Segments tokenised text as the training text was. */
  readonly segment: (line: string) => string;
  encoded(split: string): Promise<EncodedSplit>;
  /** Both sides of a split as it came (`raw`) or as tokens (`tok`); not kept for the training text. */
  text(split: string, kind: 'raw' | 'tok'): Promise<ParallelText>;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new DataError(`Cannot read ${file} of the prepared set; prepare it again.`, { cause: error });
  }
}

/** What `prepared.json` in this folder says, or undefined when no whole set is there. */
export async function readPreparedInfo(folder: string): Promise<PreparedInfo | undefined> {
  const file = join(folder, INFO_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return preparedInfo.parse(JSON.parse(text));
  } catch (error) {
    throw new DataError(
      `${file} is not the description of a prepared set; delete ${folder} and prepare it again.`,
      {
        cause: error,
      },
    );
  }
}

/** Opens a prepared set. @throws DataError when it is absent or damaged. */
export async function openPreparedCorpus(folder: string, settings: DataSettings): Promise<PreparedCorpus> {
  const info = await readPreparedInfo(folder);
  if (info === undefined)
    throw new DataError(`No prepared set is in ${folder}; run the verb 'prepare' first.`);
  const { source, target } = settings;
  const dictionary = async (side: string): Promise<Dictionary> => {
    const file = join(folder, dictionaryFile(side));
    return parseDictionary(await readText(file), file);
  };
  const sourceDictionary = await dictionary(source);
  const targetDictionary = await dictionary(target);
  const merges = parseCodes(await readText(join(folder, CODES_FILE)));
  const read = (split: string, kind: 'raw' | 'tok' | 'bpe') =>
    readParallel(
      join(folder, preparedFile(split, kind, source)),
      join(folder, preparedFile(split, kind, target)),
    );
  return {
    folder,
    info,
    sourceDictionary,
    targetDictionary,
    segment: bpeSegmenter(merges),
    async encoded(split) {
      const text = await read(split, 'bpe');
      return {
        source: text.source.map((line) => sourceDictionary.encodeLine(line)),
        target: text.target.map((line) => targetDictionary.encodeLine(line)),
      };
    },
    text: read,
  };
}
