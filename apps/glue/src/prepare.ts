import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { glueTasks } from '@rdrop/datasets';
import { ExpectedError, type TaskContext } from '@rdrop/experiment';
import { pretrainedTokenizer } from '@rdrop/text';
import { openPreparedSet, type PreparedSet, readPreparedInfo } from './data/prepared-set.js';
import { rawFolder, trainDigest } from './data/raw-files.js';
import { tokenizerFilesOf } from './data/tokenizer.js';
import { writePreparedSet } from './data/write-prepared-set.js';
import type { GlueExperiment } from './experiment-schema.js';

/** What the encoded text depends on besides the text, short. */
function encodingDigest({ data, model, pretraining }: GlueExperiment): string {
  const tokenizer =
    model.kind === 'published'
      ? { source: model.source, revision: model.revision ?? 'main' }
      : { vocabulary: model.vocabulary, pretraining: pretraining?.name ?? '' };
  const text = JSON.stringify({ ...tokenizer, maxLength: data.maxLength });
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Where the experiment's prepared set is or will be. */
export function preparedFolder({ experiment, dataFolder }: TaskContext<GlueExperiment>): string {
  const { source, task } = experiment.data;
  return join(dataFolder, 'glue', 'prepared', `${source}-${task}-${encodingDigest(experiment)}`);
}

/** Prepares the experiment's data set and opens it; at once when it is prepared already. */
export async function preparedSetOf(context: TaskContext<GlueExperiment>): Promise<PreparedSet> {
  const { experiment, from, log, signal } = context;
  const { source, task: name, maxLength } = experiment.data;
  const task = glueTasks[name];
  const folder = preparedFolder(context);
  const found = await readPreparedInfo(folder);
  if (found !== undefined) {
    const isOther =
      source === 'glue' && from !== undefined && found.rawDigest !== (await trainDigest(from, task));
    if (!isOther) return openPreparedSet(folder);
    throw new ExpectedError(
      `the prepared set in ${folder} was made from another training file than --from holds; remove it first`,
    );
  }
  const raw = await rawFolder(context);
  log.info(`preparing ${task.folder} from ${raw}`);
  const tokenizerFiles = await tokenizerFilesOf(context, raw);
  const info = await writePreparedSet(folder, {
    task,
    raw,
    rawDigest: await trainDigest(raw, task),
    tokenizer: pretrainedTokenizer(tokenizerFiles),
    tokenizerFiles,
    maxLength,
    signal,
  });
  for (const { name: split, examples, skipped } of info.splits) {
    const left = skipped === 0 ? '' : `; ${skipped} broken lines left out`;
    log.info(`${task.folder} ${split}: ${examples} examples${left}`);
  }
  const expected = [task.counts.train, ...task.counts.dev];
  const counted = [task.train, ...task.dev].map((split) =>
    info.splits.find((each) => each.name === split.name),
  );
  counted.forEach((split, at) => {
    if (source === 'mini' || split === undefined || split.examples === expected[at]) return;
    log.warn(
      `${task.folder} ${split.name} has ${split.examples} examples, the published set has ${expected[at]}`,
    );
  });
  return openPreparedSet(folder);
}
