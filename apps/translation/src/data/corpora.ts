import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, iwslt14, multi30k, prepareRecipe, readParallel, type Recipe } from '@rdrop/datasets';
import type { CorpusName, DataSettings, Language } from '../experiment-schema.js';
import {
  iwslt14DeEnPreparation,
  iwslt14EsEnPreparation,
  iwslt17FrEnPreparation,
  iwslt17ZhEnPreparation,
  type Preparation,
  wmt14EnDePreparation,
  wmt14EnFrPreparation,
} from './preparations.js';
import type { NamedText, RawCorpus } from './raw-corpus.js';

/** A corpus of the paper: its two languages and how it is prepared, the same for both directions. */
export interface PaperCorpus {
  readonly languages: readonly [Language, Language];
  readonly preparation: Preparation;
}

/**
 * The corpora of the paper. An experiment's data settings are a preparation with a direction and a length limit:
 * `{ ...corpora['iwslt14-es-en'].preparation, source: 'en', target: 'es', maxPositions: 1024 }`.
 */
export const corpora = {
  'iwslt14-de-en': { languages: ['de', 'en'], preparation: iwslt14DeEnPreparation },
  'iwslt14-es-en': { languages: ['es', 'en'], preparation: iwslt14EsEnPreparation },
  'iwslt17-fr-en': { languages: ['fr', 'en'], preparation: iwslt17FrEnPreparation },
  'iwslt17-zh-en': { languages: ['zh', 'en'], preparation: iwslt17ZhEnPreparation },
  'wmt14-en-de': { languages: ['en', 'de'], preparation: wmt14EnDePreparation },
  'wmt14-en-fr': { languages: ['en', 'fr'], preparation: wmt14EnFrPreparation },
} as const satisfies Partial<Record<CorpusName, PaperCorpus>>;

/** Corpora with published files: line counts and checksums are checked before anything is read. */
const RECIPES: Readonly<Partial<Record<DataSettings['corpus'], Recipe>>> = {
  'multi30k-de-en': multi30k,
  'iwslt14-slice-de-en': iwslt14,
};

export interface RawFolders {
  /** Holds the corpus as ordinary parallel text: `train.de` and `train.en`, ..., plain or `.gz`. */
  readonly from: string;
  /** Where unpacked, checked copies of published files go. */
  readonly into: string;
}

/** `stem` or `stem.gz`, whichever is there. */
async function existing(stem: string): Promise<string> {
  for (const file of [stem, `${stem}.gz`]) {
    try {
      await access(file);
      return file;
    } catch {
      continue;
    }
  }
  throw new DataError(`Expected the file ${stem} or ${stem}.gz, found neither.`);
}

async function readSplit(folder: string, name: string, settings: DataSettings): Promise<RawCorpus['train']> {
  return readParallel(
    await existing(join(folder, `${name}.${settings.source}`)),
    await existing(join(folder, `${name}.${settings.target}`)),
  );
}

async function readPublished(
  recipe: Recipe,
  folders: RawFolders,
  settings: DataSettings,
): Promise<RawCorpus> {
  const { parts } = await prepareRecipe(recipe, folders);
  const tests: NamedText[] = [];
  for (const { name } of parts.filter((part) => part.name.startsWith('test'))) {
    // Tests keep the names they were published under: `test` alone would not say which year's.
    const published = recipe.parts.find((part) => part.name === name)?.source.name ?? name;
    tests.push({
      name: published.replace(/\.\w+$/u, ''),
      text: await readSplit(folders.into, name, settings),
    });
  }
  return {
    train: await readSplit(folders.into, 'train', settings),
    valid: await readSplit(folders.into, 'valid', settings),
    tests,
  };
}

/**
 * Reads every split of a corpus.
 *
 * @throws DataError for a missing, damaged, empty or mismatched file, and for text that is not the published one
 */
export async function readCorpus(folders: RawFolders, settings: DataSettings): Promise<RawCorpus> {
  const recipe = RECIPES[settings.corpus];
  if (recipe !== undefined) return readPublished(recipe, folders, settings);
  const train = await readSplit(folders.from, 'train', settings);
  const valid = await readSplit(folders.from, 'valid', settings);
  return { train, valid, tests: [{ name: 'test', text: await readSplit(folders.from, 'test', settings) }] };
}

/** A digest of all text of a corpus: tells whether a prepared set was made from the same. */
export function corpusDigest(corpus: RawCorpus): string {
  const hash = createHash('sha256');
  for (const text of [corpus.train, corpus.valid, ...corpus.tests.map((test) => test.text)]) {
    for (const side of [text.source, text.target]) {
      for (const line of side) hash.update(line).update('\n');
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}
