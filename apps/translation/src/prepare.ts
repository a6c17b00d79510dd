import { join } from 'node:path';
import { checkCounts, countSentence } from '@rdrop/datasets';
import { downloadReporter, ExpectedError, type TaskContext } from '@rdrop/experiment';
import { corpusFiles, paperCorpus, type RawFolders } from './data/corpora.js';
import { corpusDigest } from './data/corpus-digest.js';
import { prepareCorpus } from './data/prepare-corpus.js';
import { openPreparedCorpus, type PreparedCorpus, readPreparedInfo } from './data/prepared-corpus.js';
import { preparedFolder, type PreparedInfo } from './data/prepared-layout.js';
import type { TranslationExperiment } from './experiment-schema.js';

/** Where the raw files of the experiment's corpus are or go, and how to tell what is done about them. */
function rawFolders({
  experiment,
  dataFolder,
  from,
  log,
  signal,
}: TaskContext<TranslationExperiment>): RawFolders {
  const tell = (message: string): void => {
    log.info(message);
  };
  return {
    into: join(dataFolder, 'translation', `${experiment.data.corpus}.raw`),
    ...(from === undefined ? {} : { from }),
    signal,
    onStep: tell,
    onProgress: downloadReporter(tell),
  };
}

/** @throws ExpectedError when a prepared set was made from other text than the folder given now. */
async function checkSameText(
  context: TaskContext<TranslationExperiment>,
  info: PreparedInfo,
  folder: string,
): Promise<void> {
  const { data } = context.experiment;
  // Archives are unpacked under the name of the corpus once; reading gigabytes again would tell nothing.
  if (context.from === undefined || paperCorpus(data.corpus) !== undefined) return;
  if (info.rawDigest !== (await corpusDigest(await corpusFiles(rawFolders(context), data)))) {
    throw new ExpectedError(
      `the prepared set in ${folder} was made from other text than --from holds; remove it, or choose another name with --set data.name=NAME`,
    );
  }
}

/** Says which counts of the set agree with what others found, and warns of those that do not. */
function tellCounts({ experiment, log }: TaskContext<TranslationExperiment>, info: PreparedInfo): void {
  const paper = paperCorpus(experiment.data.corpus);
  if (paper === undefined) return;
  const counts = checkCounts(paper.recipe, info.pairs);
  for (const count of counts) {
    if (count.agrees) log.info(countSentence(count));
    else log.warn(countSentence(count));
  }
  if (counts.length === 0) log.info(`no counts of ${experiment.data.corpus} are known to compare with`);
}

/** Prepares the experiment's data set and opens it; at once when it is prepared already. */
export async function preparedCorpusOf(context: TaskContext<TranslationExperiment>): Promise<PreparedCorpus> {
  const { experiment, dataFolder, log, signal } = context;
  const settings = experiment.data;
  const folder = preparedFolder(dataFolder, settings);
  const found = await readPreparedInfo(folder, settings);
  if (found !== undefined) {
    await checkSameText(context, found, folder);
    return openPreparedCorpus(folder, settings);
  }
  const raw = rawFolders(context);
  log.info(`preparing ${settings.corpus} from ${raw.from ?? raw.into}`);
  const corpus = await corpusFiles(raw, settings);
  await prepareCorpus(corpus, settings, folder, { signal, onStep: (what) => void log.info(what) });
  const prepared = await openPreparedCorpus(folder, settings);
  const pairs = Object.entries(prepared.info.pairs).map(([split, count]) => `${split} ${count}`);
  log.info(
    `prepared ${pairs.join(', ')} pairs, ${prepared.info.merges} merges, vocabulary ${prepared.info.targetVocabulary}, in ${folder}`,
  );
  tellCounts(context, prepared.info);
  return prepared;
}
