import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import {
  buildWholeFolder,
  findGlueFile,
  type GlueTask,
  glueTasks,
  readGlueFile,
  requireGlueFile,
  writeMiniGlue,
} from '@rdrop/datasets';
import { ExpectedError, type TaskContext } from '@rdrop/experiment';
import type { GlueExperiment } from '../experiment-schema.js';

/** The folder with the raw files of the experiment's task; generates them for `mini`. */
export async function rawFolder({
  experiment,
  dataFolder,
  from,
}: TaskContext<GlueExperiment>): Promise<string> {
  const task = glueTasks[experiment.data.task];
  if (experiment.data.source === 'glue') {
    if (from !== undefined) return from;
    throw new ExpectedError(
      `the files of ${task.folder} are needed: give the folder that holds ${task.folder}/train.tsv with --from DIR`,
    );
  }
  const folder = join(dataFolder, 'glue', 'mini', task.name);
  const isThere = async () => (await findGlueFile(folder, task, task.train)) !== undefined;
  // Generating again what is there would only rewrite the same bytes.
  if (!(await isThere()))
    await buildWholeFolder(folder, (building) => writeMiniGlue(building, task.name), isThere);
  return folder;
}

/** Sha256 of the training file, unpacked or not as it lies there. */
export async function trainDigest(folder: string, task: GlueTask): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(await requireGlueFile(folder, task, task.train)))
    hash.update(chunk);
  return hash.digest('hex');
}

/** All training texts of a task, both sides. */
export async function trainTexts(folder: string, task: GlueTask): Promise<string[]> {
  const file = await requireGlueFile(folder, task, task.train);
  const { examples } = await readGlueFile(file, task, task.train);
  return examples.flatMap(({ first, second }) => (second === undefined ? [first] : [first, second]));
}
