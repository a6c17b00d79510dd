import { join } from 'node:path';
import { type GetArchivesOptions, sizeSentence } from '@rdrop/datasets';
import { downloadReporter, ExpectedError, type TaskContext } from '@rdrop/experiment';
import { corpusFiles, expectedSizes } from './data/corpora.js';
import { prepareText, textDigest } from './data/prepare-text.js';
import { preparedFolder, type PreparedInfo, type Split, SPLITS } from './data/prepared-layout.js';
import { openPreparedText, type PreparedText, readPreparedInfo } from './data/prepared-text.js';
import type { LanguageModelingExperiment } from './experiment-schema.js';

type Context = TaskContext<LanguageModelingExperiment>;

/** Where the raw text of the experiment's corpus is or goes, and how to tell what is done about it. */
function rawFolders({ experiment, dataFolder, from, log, signal }: Context): GetArchivesOptions {
  const tell = (message: string): void => {
    log.info(message);
  };
  return {
    into: join(dataFolder, 'language-modeling', `${experiment.data.corpus}.raw`),
    ...(from === undefined ? {} : { from }),
    signal,
    onStep: tell,
    onProgress: downloadReporter(tell),
  };
}

/** @throws ExpectedError when a prepared set was made from other text than the folder given now. */
async function checkSameText(context: Context, info: PreparedInfo, folder: string): Promise<void> {
  const { data } = context.experiment;
  // The text of the others is checked when it is read, or is half a gigabyte.
  if (context.from === undefined || data.corpus !== 'local') return;
  if (info.rawDigest === (await textDigest(await corpusFiles(rawFolders(context), data), context))) return;
  throw new ExpectedError(
    `the prepared set in ${folder} was made from other text than --from holds; remove it, or choose another name with --set data.name=NAME`,
  );
}

/** A count of the set by the name that recipes have for it. */
function countOf(info: PreparedInfo, what: string): number {
  const split: Split | undefined = SPLITS.find((name) => what === `${name}.tokens`);
  return split === undefined ? info.vocabulary : info.splits[split].tokens;
}

/** Says which counts of the set agree with what others found, and warns of those that do not. */
function tellCounts({ experiment, log }: Context, info: PreparedInfo): void {
  for (const expected of expectedSizes(experiment.data.corpus)) {
    // With a threshold the dictionary is another one.
    if (expected.what === 'vocabulary' && experiment.data.threshold !== undefined) continue;
    const got = countOf(info, expected.what);
    if (got === expected.count) log.info(sizeSentence(expected, got));
    else log.warn(sizeSentence(expected, got));
  }
}

/** Prepares the experiment's text and opens it; at once when it is prepared already. */
export async function preparedTextOf(context: Context): Promise<PreparedText> {
  const { experiment, dataFolder, log, signal } = context;
  const { data } = experiment;
  const folder = preparedFolder(dataFolder, data);
  const found = await readPreparedInfo(folder);
  if (found !== undefined) {
    await checkSameText(context, found, folder);
    return openPreparedText(folder);
  }
  const raw = rawFolders(context);
  log.info(`preparing ${data.corpus} from ${raw.from ?? raw.into}`);
  await prepareText(await corpusFiles(raw, data), data, folder, {
    signal,
    onStep: (what) => void log.info(what),
  });
  const prepared = await openPreparedText(folder);
  const sizes = SPLITS.map((split) => `${split} ${prepared.info.splits[split].tokens}`);
  log.info(`prepared ${sizes.join(', ')} tokens, vocabulary ${prepared.info.vocabulary}, in ${folder}`);
  tellCounts(context, prepared.info);
  return prepared;
}
