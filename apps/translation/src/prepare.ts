import { join } from 'node:path';
import { writeMiniCorpus } from '@rdrop/datasets';
import { ExpectedError, type TaskContext } from '@rdrop/experiment';
import { corpusDigest, type RawFolders, readCorpus } from './data/corpora.js';
import { prepareCorpus } from './data/prepare-corpus.js';
import { openPreparedCorpus, type PreparedCorpus, readPreparedInfo } from './data/prepared-corpus.js';
import { preparedFolder, type PreparedInfo } from './data/prepared-layout.js';
import type { RawCorpus } from './data/raw-corpus.js';
import type { TranslationExperiment } from './experiment-schema.js';

/** Where the raw files of the experiment's corpus are: the folder given, or the generated set. */
async function rawFolders(context: TaskContext<TranslationExperiment>): Promise<RawFolders> {
  const { corpus } = context.experiment.data;
  const into = join(context.dataFolder, 'translation', `${corpus}.raw`);
  if (context.from !== undefined) return { from: context.from, into };
  if (corpus !== 'mini-de-en') {
    throw new ExpectedError(`the corpus ${corpus} is read from a local folder: say which with --from DIR`);
  }
  await writeMiniCorpus(into);
  return { from: into, into };
}

/** @throws ExpectedError when a prepared set was made from other text than the folder given now. */
function checkSameText(info: PreparedInfo, corpus: RawCorpus, folder: string): void {
  if (info.rawDigest !== corpusDigest(corpus)) {
    throw new ExpectedError(
      `the prepared set in ${folder} was made from other text than --from holds; remove it, or choose another name with --set data.name=NAME`,
    );
  }
}

/** Prepares the experiment's data set and opens it; at once when it is prepared already. */
export async function preparedCorpusOf(context: TaskContext<TranslationExperiment>): Promise<PreparedCorpus> {
  const { experiment, dataFolder, log } = context;
  const settings = experiment.data;
  const folder = preparedFolder(dataFolder, settings);
  const info = await readPreparedInfo(folder);
  if (info !== undefined) {
    if (context.from !== undefined)
      checkSameText(info, await readCorpus(await rawFolders(context), settings), folder);
    return openPreparedCorpus(folder, settings);
  }
  const raw = await rawFolders(context);
  log.info(`preparing ${settings.corpus} from ${raw.from}`);
  const made = await prepareCorpus(await readCorpus(raw, settings), settings, folder);
  const pairs = Object.entries(made.pairs).map(([split, count]) => `${split} ${count}`);
  log.info(
    `prepared ${pairs.join(', ')} pairs, ${made.merges} merges, vocabulary ${made.targetVocabulary}, in ${folder}`,
  );
  return openPreparedCorpus(folder, settings);
}
