import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findGlueFile, GLUE_TASKS, glueTasks, readGlueFile, readLines } from '@rdrop/datasets';
import { ExpectedError } from '@rdrop/experiment';

const TEXT_FILE = /\.(txt|tokens|raw)(\.gz)?$/;

/** Every training text of the GLUE sets that are in a folder; labels are not looked at. */
async function glueTexts(folder: string): Promise<string[]> {
  const texts: string[] = [];
  for (const name of GLUE_TASKS) {
    const task = glueTasks[name];
    const file = await findGlueFile(join(folder, task.folder), task, task.train);
    if (file === undefined) continue;
    const { examples } = await readGlueFile(file, task, task.train);
    for (const { first, second } of examples)
      texts.push(...(second === undefined ? [first] : [first, second]));
  }
  return texts;
}

/** The lines of the text files in a folder, without headings, in the order of their names. */
async function plainTexts(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => TEXT_FILE.test(name)).sort();
  const texts: string[] = [];
  for (const name of names) {
    for await (const line of readLines(join(folder, name))) {
      const text = line.trim();
      if (text !== '' && !text.startsWith('= ')) texts.push(text);
    }
  }
  return texts;
}

/**
 * Unlabelled text for pre-training: the training sets of GLUE in one folder, and text files (WikiText) in another.
 *
 * @throws ExpectedError when there is none
 */
export async function pretrainingTexts(glue: string, text: string | undefined): Promise<string[]> {
  const texts = [...(await glueTexts(glue)), ...(text === undefined ? [] : await plainTexts(text))];
  if (texts.length > 0) return texts;
  throw new ExpectedError(`${glue} holds no training set of GLUE to pre-train on`);
}

/** Texts as pieces of at most `length` tokens, special tokens included: start, text, end. */
export function textPieces(
  texts: Iterable<string>,
  tokenizer: {
    ids(text: string): number[];
    readonly special: { readonly start: number; readonly end: number };
  },
  length: number,
): Int32Array[] {
  const { start, end } = tokenizer.special;
  const room = length - 2;
  const pieces: Int32Array[] = [];
  for (const text of texts) {
    const ids = tokenizer.ids(text);
    for (let at = 0; at < ids.length; at += room) {
      pieces.push(Int32Array.from([start, ...ids.slice(at, at + room), end]));
    }
  }
  // A piece of a word or two teaches nothing.
  return pieces.filter((piece) => piece.length >= 5);
}
