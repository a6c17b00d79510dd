import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, openTokenFile, type TokenFile } from '@rdrop/datasets';
import { type Dictionary, parseDictionary } from '@rdrop/text';
import {
  DICTIONARY_FILE,
  INFO_FILE,
  preparedInfo,
  type PreparedInfo,
  type Split,
} from './prepared-layout.js';

/** A prepared set, opened. */
export interface PreparedText {
  readonly folder: string;
  readonly info: PreparedInfo;
  readonly dictionary: Dictionary;
  /** A split as one stream of ids on the disk; the caller closes it. */
  stream(split: Split): Promise<TokenFile>;
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
      { cause: error },
    );
  }
}

/** Opens a prepared set. @throws DataError when it is absent or damaged. */
export async function openPreparedText(folder: string): Promise<PreparedText> {
  const info = await readPreparedInfo(folder);
  if (info === undefined)
    throw new DataError(`No prepared set is in ${folder}; run the verb 'prepare' first.`);
  const file = join(folder, DICTIONARY_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new DataError(`Cannot read ${file} of the prepared set; prepare it again.`, { cause: error });
  }
  return {
    folder,
    info,
    dictionary: parseDictionary(text, file),
    stream: (split) => openTokenFile(join(folder, split)),
  };
}
