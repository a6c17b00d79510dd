import { join } from 'node:path';
import {
  buildWholeFolder,
  createTokenFile,
  findGlueFile,
  type GlueExample,
  type GlueSplit,
  type GlueTask,
  packRows,
  readGlueFile,
} from '@rdrop/datasets';
import { writeJsonAtomic } from '@rdrop/files';
import { writeTokenizerFiles } from '@rdrop/nn';
import { type PretrainedTokenizer, type TokenizerFiles } from '@rdrop/text';
import { factsFile, INFO_FILE, type PreparedInfo, readPreparedInfo, tokenFile } from './prepared-set.js';

export interface WritePreparedOptions {
  readonly task: GlueTask;
  /** Folder of the published (or generated) files. */
  readonly raw: string;
  readonly rawDigest: string;
  readonly tokenizer: PretrainedTokenizer;
  readonly tokenizerFiles: TokenizerFiles;
  readonly maxLength: number;
  readonly signal: AbortSignal;
}

type SplitInfo = PreparedInfo['splits'][number];

/** Rows written at a time. */
const BLOCK = 1000;

async function writeRows(
  name: string,
  examples: readonly GlueExample[],
  { tokenizer, maxLength, signal }: WritePreparedOptions,
): Promise<number> {
  const shape = { sides: 2, bound: Math.max(tokenizer.vocabularySize, maxLength + 1) };
  const file = await createTokenFile(name, shape);
  let longest = 0;
  try {
    for (let start = 0; start < examples.length; start += BLOCK) {
      signal.throwIfAborted();
      const rows = examples.slice(start, start + BLOCK).map(({ first, second }) => {
        const { ids, typeIds } = tokenizer.encode(first, second, { maxLength });
        longest = Math.max(longest, ids.length);
        const boundary = typeIds.indexOf(1);
        return [ids, [boundary === -1 ? ids.length : boundary]];
      });
      await file.append(packRows(rows, shape));
    }
    await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
  return longest;
}

async function writeSplit(
  folder: string,
  split: GlueSplit,
  options: WritePreparedOptions,
): Promise<SplitInfo | undefined> {
  const file = await findGlueFile(options.raw, options.task, split);
  if (file === undefined) return undefined;
  const { examples, skipped } = await readGlueFile(file, options.task, split);
  const longest = await writeRows(tokenFile(folder, split.name), examples, options);
  const labels = split.submission === undefined ? examples.map(({ label }) => label ?? NaN) : null;
  await writeJsonAtomic(factsFile(folder, split.name), { labels, ids: examples.map(({ id }) => id) });
  return { name: split.name, examples: examples.length, skipped, longest };
}

/**
 * Encodes every split of a task that is there and writes it into `folder`, which appears whole or not at all. Test sets may
 * be missing, and MNLI's mismatched set.
 */
export async function writePreparedSet(folder: string, options: WritePreparedOptions): Promise<PreparedInfo> {
  const { task, tokenizer, rawDigest } = options;
  const splits: SplitInfo[] = [];
  const { vocabularySize } = tokenizer;
  const info: PreparedInfo = { version: 1, task: task.name, rawDigest, vocabularySize, splits };
  const build = async (building: string): Promise<void> => {
    for (const split of [task.train, ...task.dev, ...task.test]) {
      const written = await writeSplit(building, split, options);
      if (written !== undefined) splits.push(written);
    }
    await writeTokenizerFiles(building, options.tokenizerFiles);
    await writeJsonAtomic(join(building, INFO_FILE), info);
  };
  await buildWholeFolder(folder, build, async () => (await readPreparedInfo(folder)) !== undefined);
  return info;
}
