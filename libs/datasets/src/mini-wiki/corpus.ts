import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import { Random } from '../random.js';
import type { TextFiles } from '../recipes/text-recipe.js';
import { writeLines } from '../text-files/write-lines.js';
import { randomArticle } from './article.js';
import { inventName } from './words.js';

/** How many words the parts have at least, and the seed that decides all of them. */
export interface MiniWikiOptions {
  readonly seed?: number;
  readonly train?: number;
  readonly valid?: number;
  readonly test?: number;
}

/** Lines of every part, in the form of WikiText. */
export interface MiniWiki {
  readonly train: readonly string[];
  readonly valid: readonly string[];
  readonly test: readonly string[];
}

/** The sizes and the seed of the text that the experiments use. */
export const miniWikiDefaults = { seed: 1, train: 60_000, valid: 8000, test: 8000 } as const;

/** Names that occur in many articles. */
const NAMES = 120;
/** A word that the training text has less often is written `<unk>` everywhere, as in WikiText. */
const LEAST = 3;

const wordsOf = (line: string): string[] => line.split(' ').filter((word) => word !== '');

function articles(random: Random, names: readonly string[], words: number): string[] {
  const lines: string[] = [];
  for (let written = 0; written < words;) {
    const article = randomArticle(random, names);
    lines.push(...article);
    written += article.reduce((sum, line) => sum + wordsOf(line).length, 0);
  }
  return lines;
}

/**
 * Generates a small encyclopedia in the form of the `wiki.*.tokens` files: articles with headings and paragraphs, words by
 * Zipf's law, and structure over long distances (see `Sentences`). Validation and test are articles of their own.
 */
export function generateMiniWiki(options: MiniWikiOptions = {}): MiniWiki {
  const { seed, train, valid, test } = { ...miniWikiDefaults, ...options };
  const random = new Random(seed);
  const names = Array.from({ length: NAMES }, () => inventName(random));
  const parts = [train, valid, test].map((words) => articles(random, names, words));
  const counts = new Map<string, number>();
  for (const word of (parts[0] ?? []).flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const shown = (word: string): string => ((counts.get(word) ?? 0) >= LEAST ? word : '<unk>');
  // Every line of WikiText starts and ends with a space.
  const form = (line: string): string => ` ${wordsOf(line).map(shown).join(' ')} `.replace(/^ +$/, ' ');
  const [trainLines = [], validLines = [], testLines = []] = parts.map((lines) => lines.map(form));
  return { train: trainLines, valid: validLines, test: testLines };
}

/** Writes the generated text as `wiki.train.tokens`, `wiki.valid.tokens` and `wiki.test.tokens`. */
export async function writeMiniWiki(folder: string, options: MiniWikiOptions = {}): Promise<TextFiles> {
  const wiki = generateMiniWiki(options);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new DataError(`Cannot make the folder ${folder}: ${describeSystemError(error)}.`, { cause: error });
  }
  const file = (part: string): string => join(folder, `wiki.${part}.tokens`);
  for (const part of ['train', 'valid', 'test'] as const) await writeLines(file(part), wiki[part]);
  return { train: file('train'), valid: file('valid'), test: file('test') };
}
