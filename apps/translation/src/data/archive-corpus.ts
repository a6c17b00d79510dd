import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArchivePart,
  type ArchiveRecipe,
  findByName,
  getArchives,
  type GetArchivesOptions,
  type ParallelFiles,
  readAllLines,
  writeLines,
} from '@rdrop/datasets';
import { trainSentences, xmlSentences } from '@rdrop/text';
import type { CorpusFiles, CorpusPart } from './corpus-files.js';

/** Something for each of the recipe's languages, in its order. */
type Both<Value> = readonly [Value, Value];

/** The sentences of a file that is not plain lines. */
function sentencesOf(
  format: ArchivePart['format'],
  lines: readonly string[],
  language: string,
): Iterable<string> {
  if (format === 'tags' || format === 'talks') {
    return trainSentences(lines, { dropDocumentTags: format === 'talks' });
  }
  // In Chinese ’ is a quotation mark and nothing else; the script leaves it alone.
  return xmlSentences(lines, { keepApostrophes: format === 'exact-segments' || language === 'zh' });
}

/** Writes the sentences of one side of a part, from all its files, as lines. */
async function writeSide(
  format: ArchivePart['format'],
  files: readonly string[],
  side: { readonly language: string; readonly into: string },
): Promise<void> {
  async function* sentences(): AsyncGenerator<string, void, undefined> {
    for (const file of files) yield* sentencesOf(format, await readAllLines(file), side.language);
  }
  await writeLines(side.into, sentences());
}

export interface ArchiveCorpusOptions extends GetArchivesOptions {
  /** The recipe's languages in the order in which the corpus is stored. */
  readonly stored: Both<string>;
}

/** The corpus of a recipe as files of lines: archives found or fetched and unpacked, talks and tests taken out of their tags. */
export async function archiveCorpus(
  recipe: ArchiveRecipe,
  options: ArchiveCorpusOptions,
): Promise<CorpusFiles> {
  const ordered = ([a, b]: Both<string>): ParallelFiles =>
    recipe.languages[0] === options.stored[0] ? { source: a, target: b } : { source: b, target: a };
  const prepared = await preparedByOthers(recipe, options.from, ordered);
  if (prepared !== undefined) return prepared;
  const where = await getArchives(recipe, options);
  const lined = async (part: ArchivePart): Promise<CorpusPart> => {
    const found = part.files.map(([a, b]) => [where(a), where(b)] as const);
    if (part.format === 'lines') return { name: part.name, form: 'raw', files: found.map(ordered) };
    const [a, b] = recipe.languages;
    const into: Both<string> = [
      join(options.into, `${part.name}.${a}`),
      join(options.into, `${part.name}.${b}`),
    ];
    await writeSide(
      part.format,
      found.map(([file]) => file),
      { language: a, into: into[0] },
    );
    await writeSide(
      part.format,
      found.map(([, file]) => file),
      { language: b, into: into[1] },
    );
    return { name: part.name, form: 'raw', files: [ordered(into)] };
  };
  await mkdir(options.into, { recursive: true });
  const parts = new Map<string, CorpusPart>();
  for (const part of recipe.parts) parts.set(part.name, await lined(part));
  const { train, valid, ...tests } = Object.fromEntries(parts);
  if (train === undefined) throw new Error(`archiveCorpus: the recipe ${recipe.name} has no part train`);
  return { train, ...(valid === undefined ? {} : { valid }), tests: Object.values(tests) };
}

/** The set as somebody else prepared it, when the local folder holds that. */
async function preparedByOthers(
  { prepared }: ArchiveRecipe,
  from: string | undefined,
  ordered: (files: Both<string>) => ParallelFiles,
): Promise<CorpusFiles | undefined> {
  if (prepared === undefined || from === undefined) return undefined;
  const find = await findByName(from);
  const both = ([a, b]: Both<string>): ParallelFiles | undefined => {
    const [first, second] = [find(a), find(b)];
    return first === undefined || second === undefined ? undefined : ordered([first, second]);
  };
  const [train, codes] = [both(prepared.train), find(prepared.codes)];
  if (train === undefined || codes === undefined) return undefined;
  const parts = prepared.parts.flatMap(({ name, files }): CorpusPart[] => {
    const found = both(files);
    return found === undefined ? [] : [{ name, form: 'raw', files: [found] }];
  });
  if (parts.length < prepared.parts.length) return undefined;
  const valid = parts.find(({ name }) => name === 'valid');
  return {
    train: { name: 'train', form: 'pieces', files: [train] },
    ...(valid === undefined ? {} : { valid }),
    tests: parts.filter(({ name }) => name !== 'valid'),
    codes,
  };
}
