import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import { readAllLines } from '../text-files/read-lines.js';
import type { SummarySource } from './read-summaries.js';

export const SUMMARY_PARTS = ['train', 'valid', 'test'] as const;
export type SummaryPart = (typeof SUMMARY_PARTS)[number];

/** What the parts are called in files. */
const NAMES: Readonly<Record<SummaryPart, readonly string[]>> = {
  train: ['train'],
  valid: ['val', 'valid', 'validation'],
  test: ['test'],
};

/** Folders below the given one that are looked into. */
const DEEPEST = 3;

/** Every file of a folder, folders below it included; links are not followed. */
async function filesBelow(folder: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new DataError(`Cannot read the folder ${folder}: ${describeSystemError(error)}.`, { cause: error });
  });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
  if (depth === DEEPEST) return files.sort();
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    for (const file of await filesBelow(join(folder, entry.name), depth + 1)) files.push(file);
  }
  return files.sort();
}

/** Stories are named after their address: the hexadecimal SHA-1 of it. */
export const storyName = (url: string): string => `${createHash('sha1').update(url).digest('hex')}.story`;

async function listedStories(stories: ReadonlyMap<string, string>, list: string): Promise<SummarySource> {
  const urls = (await readAllLines(list)).filter((line) => line !== '');
  const files = urls.map((url) => {
    const file = stories.get(storyName(url));
    if (file === undefined)
      throw new DataError(`${list} names ${url}, whose story is in none of the folders.`);
    return file;
  });
  return { kind: 'stories', files };
}

/** The part of a data set among these files, in whichever form is there. */
async function findPart(part: SummaryPart, files: readonly string[]): Promise<SummarySource | undefined> {
  const stories = files.filter((file) => file.endsWith('.story'));
  for (const name of NAMES[part]) {
    const inFolder = stories.filter((file) => basename(join(file, '..')) === name);
    if (inFolder.length > 0) return { kind: 'stories', files: inFolder };
    const called = (wanted: string) => files.find((file) => basename(file) === wanted);
    const list = called(`all_${name}.txt`);
    if (list !== undefined && stories.length > 0) {
      return listedStories(new Map(stories.map((file) => [basename(file), file])), list);
    }
    const [documents, summaries] = [called(`${name}.source`), called(`${name}.target`)];
    if (documents !== undefined && summaries !== undefined) return { kind: 'lines', documents, summaries };
    const rows = called(`${name}.jsonl`) ?? called(`${name}.jsonl.gz`);
    if (rows !== undefined) return { kind: 'jsonl', file: rows };
  }
  return undefined;
}

/**
 * Finds the parts of a summarization data set in a folder or below it:
 * story files in folders `train`, `val` and `test`, or anywhere with lists of addresses `all_train.txt`, `all_val.txt`,
 * `all_test.txt`; or `train.source` and `train.target`; or `train.jsonl`, also packed (`.gz`).
 *
 * @throws DataError when a part is missing
 */
export async function findSummaries(folder: string): Promise<Record<SummaryPart, SummarySource>> {
  const files = await filesBelow(folder);
  const part = async (name: SummaryPart): Promise<SummarySource> => {
    const found = await findPart(name, files);
    if (found !== undefined) return found;
    const [first = name] = NAMES[name];
    throw new DataError(
      `The folder ${folder} has no ${name} part: expected stories in a folder '${first}' or listed in all_${first}.txt, ` +
        `${first}.source and ${first}.target, or ${first}.jsonl.`,
    );
  };
  return { train: await part('train'), valid: await part('valid'), test: await part('test') };
}
