import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import { type ParallelFiles } from '../text-files/read-parallel.js';
import { readLines } from '../text-files/read-lines.js';
import { writeLines } from '../text-files/write-lines.js';
import { checkFile, findFile } from './check-file.js';
import { type Recipe, type RecipeFile } from './recipe.js';

/** Where a set comes from and where the prepared files go. */
export interface PrepareOptions {
  /** A local folder with the files of the recipe, packed or not. */
  readonly from: string;
  /** The folder of the prepared set; made when it is missing. */
  readonly into: string;
}

/** A set that is ready to read: unpacked, checked, `<part>.<language>`. */
export interface PreparedSet {
  readonly parts: readonly { readonly name: string; readonly files: ParallelFiles; readonly lines: number }[];
  readonly extras: readonly string[];
}

interface Copy {
  readonly from: string;
  readonly to: string;
}

/**
 * Checks the files of a recipe in a local folder (line counts and checksums) and writes them, unpacked, under the names
 * that every set shares: `train.de`, `train.en`, `valid.de`, ... Nothing is written before everything is checked.
 *
 * @throws {DataError} for a missing folder or file, a wrong line count and a wrong checksum.
 */
export async function prepareRecipe(recipe: Recipe, { from, into }: PrepareOptions): Promise<PreparedSet> {
  await requireFolder(recipe, from);
  const copies: Copy[] = [];
  const parts: PreparedSet['parts'][number][] = [];
  for (const part of recipe.parts) {
    const found = {
      source: await findFile(from, part.source),
      target: await findFile(from, part.target),
    };
    if (part.optional === true && found.source === undefined && found.target === undefined) continue;
    const files = {
      source: join(into, `${part.name}.${recipe.languages.source}`),
      target: join(into, `${part.name}.${recipe.languages.target}`),
    };
    copies.push({ from: await checked(recipe, from, part.source), to: files.source });
    copies.push({ from: await checked(recipe, from, part.target), to: files.target });
    parts.push({ name: part.name, files, lines: part.source.lines });
  }
  const extras: string[] = [];
  for (const extra of recipe.extras) {
    const to = join(into, extra.name);
    copies.push({ from: await checked(recipe, from, extra), to });
    extras.push(to);
  }
  try {
    await mkdir(into, { recursive: true });
  } catch (error) {
    throw new DataError(`Cannot make the folder ${into}: ${describeSystemError(error)}.`, { cause: error });
  }
  for (const copy of copies) await writeLines(copy.to, readLines(copy.from));
  return { parts, extras };
}

async function requireFolder(recipe: Recipe, folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    throw new DataError(`Cannot prepare ${recipe.name} from ${folder}: ${describeSystemError(error)}.`, {
      cause: error,
    });
  }
  throw new DataError(`Cannot prepare ${recipe.name} from ${folder}: it is a file, a folder was expected.`);
}

async function checked(recipe: Recipe, folder: string, file: RecipeFile): Promise<string> {
  const found = await findFile(folder, file);
  if (found === undefined) {
    throw new DataError(
      `Cannot prepare ${recipe.name}: ${folder} has neither ${file.name} nor ${file.name}.gz (they come from ${recipe.address}, revision ${recipe.revision}).`,
    );
  }
  await checkFile(found, file);
  return found;
}
