import { join } from 'node:path';
import { ExpectedError, type TaskContext } from '@rdrop/experiment';
import { readCorpus } from './data/corpora.js';
import { prepareCorpus } from './data/prepare-corpus.js';
import { openPreparedCorpus, type PreparedCorpus, readPreparedInfo } from './data/prepared-corpus.js';
import { preparedFolder } from './data/prepared-layout.js';
import { writeMiniCorpus } from './data/mini-corpus.js';
import type { TranslationExperiment } from './experiment-schema.js';

/** Where the raw files of the experiment's corpus are: the folder given, or the generated set. */
async function rawFolder(context: TaskContext<TranslationExperiment>): Promise<string> {
  if (context.from !== undefined) return context.from;
  const { corpus } = context.experiment.data;
  if (corpus === 'mini-de-en') return writeMiniCorpus(join(context.dataFolder, 'raw'));
  throw new ExpectedError(`the corpus ${corpus} is read from a local folder: say which with --from DIR`);
}

/** Prepares the experiment's data set and opens it; at once when it is prepared already. */
export async function preparedCorpusOf(context: TaskContext<TranslationExperiment>): Promise<PreparedCorpus> {
  const { experiment, dataFolder, log } = context;
  const folder = preparedFolder(dataFolder, experiment.data);
  if ((await readPreparedInfo(folder)) === undefined) {
    const raw = await rawFolder(context);
    log.info(`preparing ${experiment.data.corpus} from ${raw}`);
    const info = await prepareCorpus(await readCorpus(raw, experiment.data), experiment.data, folder);
    const pairs = Object.entries(info.pairs).map(([split, count]) => `${split} ${count}`);
    log.info(`prepared ${pairs.join(', ')} pairs, ${info.merges} merges, vocabulary ${info.targetVocabulary}, in ${folder}`);
  }
  return openPreparedCorpus(folder, experiment.data);
}
