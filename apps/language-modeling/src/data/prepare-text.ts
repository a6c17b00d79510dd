import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import {
  buildWholeFolder,
  createTokenFile,
  packRows,
  readLines,
  type TextFiles,
  writeTextAtomic,
} from '@rdrop/datasets';
import {
  type Dictionary,
  dictionaryFromCounts,
  dictionaryWords,
  formatDictionary,
  UNK_ID,
} from '@rdrop/text';
import type { DataSettings } from '../experiment-schema.js';
import {
  DICTIONARY_FILE,
  INFO_FILE,
  PREPARED_VERSION,
  type PreparedInfo,
  type Split,
  SPLITS,
} from './prepared-layout.js';
import { readPreparedInfo } from './prepared-text.js';

/** How a preparation is run; none of it changes the result. */
export interface PreparationOptions {
  /** Told what begins, and now and then how far it is. */
  readonly onStep?: (what: string) => void;
  readonly signal?: AbortSignal;
}

/** Lines encoded and written together. */
const BLOCK_LINES = 2000;
const PROGRESS_LINES = 200_000;

/** The lines of a file; tells how far it is, and ends when it is told to. */
async function* linesOf(
  file: string,
  what: string,
  { onStep, signal }: PreparationOptions,
): AsyncGenerator<string, void, undefined> {
  let lines = 0;
  for await (const line of readLines(file)) {
    if (++lines % BLOCK_LINES === 0) signal?.throwIfAborted();
    if (lines % PROGRESS_LINES === 0) onStep?.(`${what}: ${lines} lines`);
    yield line;
  }
}

async function learnDictionary(
  file: string,
  { threshold }: DataSettings,
  hash: Hash,
  options: PreparationOptions,
): Promise<Dictionary> {
  const symbols = new Map<string, number>();
  let lines = 0;
  for await (const line of linesOf(file, 'counting words', options)) {
    hash.update(line).update('\n');
    for (const word of dictionaryWords(line)) symbols.set(word, (symbols.get(word) ?? 0) + 1);
    lines += 1;
  }
  return dictionaryFromCounts({ symbols, lines }, threshold === undefined ? {} : { threshold });
}

/** Writes a split as one row of ids for every line, each ending in `</s>`. A block of lines is in memory at a time. */
async function encodeSplit(
  dictionary: Dictionary,
  split: { readonly name: Split; readonly file: string; readonly into: string },
  hash: Hash | undefined,
  options: PreparationOptions,
): Promise<PreparedInfo['splits'][Split]> {
  const shape = { sides: 1, bound: dictionary.size };
  const writer = await createTokenFile(split.into, shape);
  let [lines, tokens, unknown] = [0, 0, 0];
  let block: Int32Array[] = [];
  const flush = async (): Promise<void> => {
    await writer.append(
      packRows(
        block.map((row) => [row]),
        shape,
      ),
    );
    block = [];
  };
  try {
    for await (const line of linesOf(split.file, `encoding ${split.name}`, options)) {
      hash?.update(line).update('\n');
      const ids = dictionary.encodeLine(line);
      const own = dictionaryWords(line).filter((word) => word === '<unk>').length;
      unknown += ids.filter((id) => id === UNK_ID).length - own;
      lines += 1;
      tokens += ids.length;
      block.push(ids);
      if (block.length === BLOCK_LINES) await flush();
    }
    await flush();
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return { lines, tokens, unknown };
}

async function build(
  files: TextFiles,
  settings: DataSettings,
  folder: string,
  options: PreparationOptions,
): Promise<void> {
  const hash = createHash('sha256');
  const dictionary = await learnDictionary(files.train, settings, hash, options);
  await writeTextAtomic(join(folder, DICTIONARY_FILE), [formatDictionary(dictionary)]);
  const encode = (name: Split) =>
    encodeSplit(
      dictionary,
      { name, file: files[name], into: join(folder, name) },
      // The training text went into the digest when its words were counted.
      name === 'train' ? undefined : hash,
      options,
    );
  const splits = { valid: await encode('valid'), test: await encode('test'), train: await encode('train') };
  const info: PreparedInfo = {
    version: PREPARED_VERSION,
    settings: JSON.stringify(settings),
    rawDigest: hash.digest('hex'),
    vocabulary: dictionary.size,
    splits,
  };
  await writeTextAtomic(join(folder, INFO_FILE), [`${JSON.stringify(info, null, 2)}\n`]);
}

/** The digest that a set of this text would have. */
export async function textDigest(files: TextFiles, options: PreparationOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  for (const name of SPLITS) {
    for await (const line of linesOf(files[name], `reading ${name}`, options)) hash.update(line).update('\n');
  }
  return hash.digest('hex');
}

/**
 * Prepares text as `fairseq-preprocess` does: the dictionary of the training text, most frequent words first, padded to a
 * multiple of 8; every split as one stream of ids with `</s>` at the end of every line. Two passes over the training text,
 * a few thousand lines of it in memory. The set appears under `folder` whole or not at all.
 */
export async function prepareText(
  files: TextFiles,
  settings: DataSettings,
  folder: string,
  options: PreparationOptions = {},
): Promise<void> {
  await buildWholeFolder(
    folder,
    (building) => build(files, settings, building, options),
    async () => (await readPreparedInfo(folder)) !== undefined,
  );
}
