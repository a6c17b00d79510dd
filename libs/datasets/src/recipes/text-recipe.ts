import { DataError } from '../data-error.js';
import type { ArchiveFile, ArchiveSource } from './archive-recipe.js';
import { checkFile, findFile } from './check-file.js';
import { getArchives, type GetArchivesOptions } from './get-archives.js';
import type { RecipeFile } from './recipe.js';

/** A file of running text in one language. */
export interface TextPart {
  readonly name: 'train' | 'valid' | 'test';
  readonly files: readonly [readonly [ArchiveFile]];
}

/** A number that others found in a set of running text. */
export interface ExpectedSize {
  /** `train.tokens`, `vocabulary` and the like. */
  readonly what: string;
  readonly count: number;
  readonly origin: string;
}

/** How a set of running text that comes as an archive is got: plain data. */
export interface TextRecipe extends ArchiveSource {
  readonly title: string;
  readonly licence: string;
  readonly origin: string;
  readonly parts: readonly TextPart[];
  /** Of the prepared set; tokens with the `</s>` of every line. */
  readonly expected: readonly ExpectedSize[];
}

/** A set of running text that lies in a local folder, with checksums: plain data. */
export interface TextFolderRecipe {
  readonly name: string;
  readonly title: string;
  readonly address: string;
  readonly licence: string;
  readonly origin: string;
  readonly parts: readonly { readonly name: TextPart['name']; readonly file: RecipeFile }[];
  readonly expected: readonly ExpectedSize[];
}

/** Where the parts of a set lie, packed or not. */
export type TextFiles = Readonly<Record<TextPart['name'], string>>;

function complete(recipe: { readonly name: string }, found: ReadonlyMap<string, string>): TextFiles {
  const file = (name: TextPart['name']): string => {
    const path = found.get(name);
    if (path === undefined) throw new DataError(`The recipe ${recipe.name} has no part ${name}.`);
    return path;
  };
  return { train: file('train'), valid: file('valid'), test: file('test') };
}

/** Finds, or fetches and unpacks, the files of a recipe. @throws {DataError} as `getArchives` */
export async function getTextFiles(recipe: TextRecipe, options: GetArchivesOptions): Promise<TextFiles> {
  const where = await getArchives(recipe, options);
  return complete(recipe, new Map(recipe.parts.map(({ name, files }) => [name, where(files[0][0])])));
}

/**
 * The files of a recipe in a local folder, held to their line counts and checksums.
 * @throws {DataError} for what is missing or is other text
 */
export async function findTextFiles(recipe: TextFolderRecipe, folder: string): Promise<TextFiles> {
  const found = new Map<string, string>();
  for (const { name, file } of recipe.parts) {
    const path = await findFile(folder, file);
    if (path === undefined) {
      throw new DataError(
        `Cannot prepare ${recipe.name}: ${folder} has neither ${file.name} nor ${file.name}.gz (from ${recipe.address}).`,
      );
    }
    await checkFile(path, file);
    found.set(name, path);
  }
  return complete(recipe, found);
}

/** Says of an expected count whether the set has it. */
export function sizeSentence({ what, count, origin }: ExpectedSize, got: number): string {
  return got === count
    ? `${what}: ${got}, as reported (${origin})`
    : `${what}: ${got}, ${count} were expected (${origin})`;
}
