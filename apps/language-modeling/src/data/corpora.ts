import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DataError,
  type ExpectedSize,
  findTextFiles,
  type GetArchivesOptions,
  getTextFiles,
  type TextFiles,
  type TextRecipe,
  wikiText103,
  wikiText103Prefix,
  wikiText2,
  writeMiniWiki,
} from '@rdrop/datasets';
import type { CorpusName, DataSettings } from '../experiment-schema.js';
import type { Split } from './prepared-layout.js';

const ARCHIVES: Readonly<Partial<Record<CorpusName, TextRecipe>>> = {
  'wikitext-103': wikiText103,
  'wikitext-2': wikiText2,
};

/** What others found in a corpus, by `train.tokens`, `vocabulary` and the like. */
export function expectedSizes(name: CorpusName): readonly ExpectedSize[] {
  return name === 'wikitext-103-prefix' ? wikiText103Prefix.expected : (ARCHIVES[name]?.expected ?? []);
}

/** The names under which a folder may hold a split. */
const namesOf = (split: Split): string[] =>
  [`wiki.${split}.tokens`, `${split}.txt`].flatMap((name) => [name, `${name}.gz`]);

async function fileIn(folder: string, split: Split): Promise<string> {
  for (const name of namesOf(split)) {
    try {
      await access(join(folder, name));
      return join(folder, name);
    } catch {
      continue;
    }
  }
  throw new DataError(`Expected one of ${namesOf(split).join(', ')} in ${folder}, found none.`);
}

/**
 * Finds, fetches or generates the text of a corpus: words divided by spaces, a paragraph a line.
 *
 * @throws {DataError} for what is missing, damaged or cannot be fetched, and for text that is not the published one
 */
export async function corpusFiles(options: GetArchivesOptions, { corpus }: DataSettings): Promise<TextFiles> {
  const recipe = ARCHIVES[corpus];
  if (recipe !== undefined) return getTextFiles(recipe, options);
  const { from, into } = options;
  if (corpus === 'mini' && from === undefined) return writeMiniWiki(into);
  if (from === undefined)
    throw new DataError(`The corpus ${corpus} is read from a local folder: say which with --from DIR.`);
  if (corpus === 'wikitext-103-prefix') return findTextFiles(wikiText103Prefix, from);
  return {
    train: await fileIn(from, 'train'),
    valid: await fileIn(from, 'valid'),
    test: await fileIn(from, 'test'),
  };
}
