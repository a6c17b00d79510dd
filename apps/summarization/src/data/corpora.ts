import { stat } from 'node:fs/promises';
import {
  buildWholeFolder,
  findByName,
  findSummaries,
  readSummaries,
  SUMMARY_PARTS,
  type SummaryPair,
  type SummaryPart,
  type SummarySource,
  writeMiniStories,
} from '@rdrop/datasets';
import { ExpectedError } from '@rdrop/experiment';
import type { CorpusName } from '../experiment-schema.js';

/** The parts of a data set, each to be read any number of times. */
export type SummaryParts = Readonly<Record<SummaryPart, () => AsyncIterable<SummaryPair>>>;

/** Pairs by part, as others report them: [train, valid, test] of the official splits. */
export const KNOWN_COUNTS: Readonly<Partial<Record<CorpusName, Readonly<Record<SummaryPart, number>>>>> = {
  'cnn-dm': { train: 287_226, valid: 13_368, test: 11_490 },
  xsum: { train: 204_045, valid: 11_332, test: 11_334 },
};

/** Where raw data is looked for. */
export interface RawFolders {
  /** Where generated data goes. */
  readonly into: string;
  /** `--from`. */
  readonly from: string | undefined;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function* rows(
  source: SummarySource,
  { from = 0, to = Number.POSITIVE_INFINITY }: { readonly from?: number; readonly to?: number },
): AsyncGenerator<SummaryPair, void, undefined> {
  let index = 0;
  for await (const pair of readSummaries(source)) {
    if (index >= to) return;
    if (index >= from) yield pair;
    index += 1;
  }
}

function fromSources(sources: Readonly<Record<SummaryPart, SummarySource>>): SummaryParts {
  const [train, valid, test] = SUMMARY_PARTS.map((part) => () => readSummaries(sources[part]));
  if (train === undefined || valid === undefined || test === undefined)
    throw new Error('expected three parts');
  return { train, valid, test };
}

/** 1,000 rows of the validation set, of which the last hundred are held out, and 500 of the test set. */
async function samples(folder: string): Promise<SummaryParts> {
  const find = await findByName(folder);
  const source = (name: string): SummarySource => {
    const file = find(name);
    if (file === undefined) throw new ExpectedError(`${folder}: expected the file ${name}, there is none`);
    return { kind: 'jsonl', file };
  };
  const [validation, test] = [source('validation_1000.jsonl.gz'), source('test_500.jsonl.gz')];
  return {
    train: () => rows(validation, { to: 900 }),
    valid: () => rows(validation, { from: 900 }),
    test: () => readSummaries(test),
  };
}

/** What to do where the set is not at hand: none of them has an address that stays. */
const WHERE: Readonly<Record<Exclude<CorpusName, 'mini-stories'>, string>> = {
  'cnn-dm':
    'the story files of CNN and DailyMail with the lists all_train.txt, all_val.txt and all_test.txt, or train.source, train.target and so on, or train.jsonl, val.jsonl and test.jsonl',
  xsum: 'train.jsonl, val.jsonl and test.jsonl with the fields document and summary, or train.source, train.target and so on',
  'cnn-dm-samples': 'validation_1000.jsonl.gz and test_500.jsonl.gz',
  local: 'stories, train.source and train.target and so on, or train.jsonl and so on',
};

/**
 * The pairs of a data set: generated for `mini-stories`, else those of the folder that `--from` names.
 *
 * @throws ExpectedError saying what to fetch where there is nothing
 */
export async function summaryParts(corpus: CorpusName, folders: RawFolders): Promise<SummaryParts> {
  const { into, from } = folders;
  if (from === undefined && corpus === 'mini-stories') {
    await buildWholeFolder(
      into,
      (building) => writeMiniStories(building),
      () => isFolder(into),
    );
    return fromSources(await findSummaries(into));
  }
  if (from === undefined) {
    const what = corpus === 'mini-stories' ? '' : WHERE[corpus];
    throw new ExpectedError(`the set ${corpus} is not prepared; give --from FOLDER with ${what}`);
  }
  return corpus === 'cnn-dm-samples' ? samples(from) : fromSources(await findSummaries(from));
}
