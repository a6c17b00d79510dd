import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArchiveRecipe,
  DataError,
  type GetArchivesOptions,
  iwslt14,
  iwslt14DeEn,
  iwslt14EsEn,
  iwslt17FrEn,
  iwslt17ZhEn,
  multi30k,
  type ParallelFiles,
  prepareRecipe,
  type Recipe,
  wmt14EnDe,
  wmt14EnFr,
  writeMiniCorpus,
} from '@rdrop/datasets';
import type { CorpusName, DataSettings, Language } from '../experiment-schema.js';
import { archiveCorpus } from './archive-corpus.js';
import { type CorpusFiles, type CorpusPart, storedLanguages, type TextForm } from './corpus-files.js';
import {
  iwslt14DeEnPreparation,
  iwslt14EsEnPreparation,
  iwslt17FrEnPreparation,
  iwslt17ZhEnPreparation,
  type Preparation,
  wmt14EnDePreparation,
  wmt14EnFrPreparation,
} from './preparations.js';

/** A corpus of the paper: its two languages, where it comes from and how it is prepared, the same for both directions. */
export interface PaperCorpus {
  readonly languages: readonly [Language, Language];
  readonly preparation: Preparation;
  readonly recipe: ArchiveRecipe;
}

/**
 * The corpora of the paper. An experiment's data settings are a preparation with a direction and a length limit:
 * `{ ...corpora['iwslt14-es-en'].preparation, source: 'en', target: 'es', maxPositions: 1024 }`.
 */
export const corpora = {
  'iwslt14-de-en': { languages: ['de', 'en'], preparation: iwslt14DeEnPreparation, recipe: iwslt14DeEn },
  'iwslt14-es-en': { languages: ['es', 'en'], preparation: iwslt14EsEnPreparation, recipe: iwslt14EsEn },
  'iwslt17-fr-en': { languages: ['fr', 'en'], preparation: iwslt17FrEnPreparation, recipe: iwslt17FrEn },
  'iwslt17-zh-en': { languages: ['zh', 'en'], preparation: iwslt17ZhEnPreparation, recipe: iwslt17ZhEn },
  'wmt14-en-de': { languages: ['en', 'de'], preparation: wmt14EnDePreparation, recipe: wmt14EnDe },
  'wmt14-en-fr': { languages: ['en', 'fr'], preparation: wmt14EnFrPreparation, recipe: wmt14EnFr },
} as const satisfies Partial<Record<CorpusName, PaperCorpus>>;

const paperCorpora: Readonly<Partial<Record<CorpusName, PaperCorpus>>> = corpora;

/** The corpus of the paper under this name, if it is one. */
export const paperCorpus = (name: CorpusName): PaperCorpus | undefined => paperCorpora[name];

/** Corpora with published files: line counts and checksums are checked before anything is read. */
const RECIPES: Readonly<Partial<Record<CorpusName, Recipe>>> = {
  'multi30k-de-en': multi30k,
  'iwslt14-slice-de-en': iwslt14,
};

export interface RawFolders extends Omit<GetArchivesOptions, 'into'> {
  /** Where archives, what is unpacked of them, and checked copies of published files go. */
  readonly into: string;
}

/** `stem` or `stem.gz`, whichever is there. */
async function existing(stem: string): Promise<string | undefined> {
  for (const file of [stem, `${stem}.gz`]) {
    try {
      await access(file);
      return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

async function required(stem: string): Promise<string> {
  const file = await existing(stem);
  if (file !== undefined) return file;
  throw new DataError(`Expected the file ${stem} or ${stem}.gz, found neither.`);
}

/** The files of one split in a folder of ordinary parallel text: `train.de` and `train.en`, ..., plain or packed. */
async function splitFiles(folder: string, name: string, settings: DataSettings): Promise<ParallelFiles> {
  const [first, second] = storedLanguages(settings);
  return {
    source: await required(join(folder, `${name}.${first}`)),
    target: await required(join(folder, `${name}.${second}`)),
  };
}

/** A folder of ordinary parallel text. */
async function folderCorpus(folder: string, form: TextForm, settings: DataSettings): Promise<CorpusFiles> {
  const part = async (name: string): Promise<CorpusPart> => ({
    name,
    form,
    files: [await splitFiles(folder, name, settings)],
  });
  return { train: await part('train'), valid: await part('valid'), tests: [await part('test')] };
}

async function publishedCorpus(
  recipe: Recipe,
  { from, into }: { readonly from: string; readonly into: string },
  settings: DataSettings,
): Promise<CorpusFiles> {
  const { parts } = await prepareRecipe(recipe, { from, into });
  const tests: CorpusPart[] = [];
  for (const { name } of parts.filter((part) => part.name.startsWith('test'))) {
    // Tests keep the names they were published under: `test` alone would not say which year's.
    const published = recipe.parts.find((part) => part.name === name)?.source.name ?? name;
    tests.push({
      name: published.replace(/\.\w+$/u, ''),
      form: 'raw',
      files: [await splitFiles(into, name, settings)],
    });
  }
  return { ...(await folderCorpus(into, 'raw', settings)), tests };
}

/** A corpus of the paper: tokens in a local folder where they lie there as ordinary parallel text, else its archives. */
async function paperFiles(
  { languages, recipe }: PaperCorpus,
  folders: RawFolders,
  settings: DataSettings,
): Promise<CorpusFiles> {
  const stored = storedLanguages(settings);
  if (!languages.every((language) => stored.includes(language))) {
    throw new DataError(
      `The corpus ${settings.corpus} is of ${languages.join(' and ')}, the experiment asks for ${settings.source} to ${settings.target}.`,
    );
  }
  const { from } = folders;
  if (from !== undefined && (await existing(join(from, `train.${stored[0]}`))) !== undefined) {
    return folderCorpus(from, 'tokens', settings);
  }
  return archiveCorpus(recipe, { ...folders, stored });
}

/**
 * Finds, or fetches, the files of every split of a corpus.
 *
 * @throws DataError for what is missing, damaged or cannot be fetched, and for text that is not the published one
 */
export async function corpusFiles(folders: RawFolders, settings: DataSettings): Promise<CorpusFiles> {
  const { from, into } = folders;
  const { corpus } = settings;
  const paper = paperCorpus(corpus);
  if (paper !== undefined) return paperFiles(paper, folders, settings);
  if (from === undefined) {
    if (corpus === 'mini-de-en') {
      await writeMiniCorpus(into);
      return folderCorpus(into, 'raw', settings);
    }
    throw new DataError(`The corpus ${corpus} is read from a local folder: say which with --from DIR.`);
  }
  const recipe = RECIPES[corpus];
  if (recipe !== undefined) return publishedCorpus(recipe, { from, into }, settings);
  return folderCorpus(from, 'raw', settings);
}
