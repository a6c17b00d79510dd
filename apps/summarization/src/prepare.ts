import { join } from 'node:path';
import { SUMMARY_PARTS } from '@rdrop/datasets';
import { downloadReporter, type TaskContext } from '@rdrop/experiment';
import { hubEnvironment, pretrainedFolder, readTokenizerFiles } from '@rdrop/nn';
import { KNOWN_COUNTS, summaryParts } from './data/corpora.js';
import { prepareSet } from './data/prepare-set.js';
import { preparedFolder, type PreparedInfo } from './data/prepared-layout.js';
import { openPreparedSet, type PreparedSet, readPreparedInfo } from './data/prepared-set.js';
import type { SummarizationExperiment } from './experiment-schema.js';

type Context = TaskContext<SummarizationExperiment>;

/** The folder of a published model, fetched when it is not one already. */
export function modelFolder({ dataFolder, log, signal }: Context, source: string): Promise<string> {
  const report = downloadReporter((message) => {
    log.info(message);
  });
  return pretrainedFolder(source, {
    ...hubEnvironment(process.env),
    cache: join(dataFolder, 'models'),
    onProgress: (file, progress) => {
      report(file, { ...progress, tries: 1 });
    },
    signal,
  });
}

/** Says which counts of the set agree with what others found, and warns of those that do not. */
function tellCounts({ experiment, log }: Context, { parts }: PreparedInfo): void {
  const known = KNOWN_COUNTS[experiment.data.corpus];
  for (const part of SUMMARY_PARTS) {
    const { pairs = 0, empty = 0 } = parts[part] ?? {};
    const left = empty === 0 ? '' : `, ${empty} without text left out`;
    if (known === undefined) log.info(`${part}: ${pairs} pairs${left}`);
    else if (pairs + empty === known[part]) log.info(`${part}: ${pairs} pairs${left}, as reported by others`);
    else log.warn(`${part}: ${pairs} pairs${left}, others report ${known[part]}`);
  }
}

/** Prepares the experiment's data set and opens it; at once when it is prepared already. */
export async function preparedSetOf(context: Context): Promise<PreparedSet> {
  const { experiment, dataFolder, from, log, signal } = context;
  const { data } = experiment;
  const folder = preparedFolder(dataFolder, data);
  if ((await readPreparedInfo(folder)) !== undefined) return openPreparedSet(folder, data);
  log.info(`preparing ${data.corpus}`);
  const into = join(dataFolder, 'summarization', `${data.corpus}.raw`);
  const parts = await summaryParts(data.corpus, { into, from });
  const tokenizerFiles =
    data.tokenizer.kind === 'pretrained'
      ? await readTokenizerFiles(await modelFolder(context, data.tokenizer.source))
      : undefined;
  await prepareSet(parts, data, folder, { tokenizerFiles, signal, onStep: (what) => void log.info(what) });
  const prepared = await openPreparedSet(folder, data);
  tellCounts(context, prepared.info);
  log.info(`prepared in ${folder}, vocabulary ${prepared.info.vocabulary}`);
  return prepared;
}
