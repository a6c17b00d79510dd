import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { downloadReporter, ExpectedError, type TaskContext } from '@rdrop/experiment';
import { CONFIG_FILE, hubEnvironment, pretrainedFolder } from '@rdrop/nn';
import type { GlueExperiment, PretrainingSettings } from './experiment-schema.js';

/** The folder of a published model: its own, or that of its download. */
export async function publishedFolder(
  { dataFolder, log, signal }: TaskContext<GlueExperiment>,
  { source, revision }: { readonly source: string; readonly revision?: string | undefined },
): Promise<string> {
  const report = downloadReporter((message) => {
    log.info(message);
  });
  return pretrainedFolder(source, {
    cache: join(dataFolder, 'hub'),
    ...hubEnvironment(process.env),
    ...(revision === undefined ? {} : { revision }),
    onProgress: (file, progress) => report(file, { ...progress, tries: 1 }),
    signal,
  });
}

/** Where a pre-training of ours keeps its checkpoints, and where its finished model is. */
export function pretrainingFolders(
  { dataFolder }: TaskContext<GlueExperiment>,
  { name, seed }: PretrainingSettings,
): { readonly run: string; readonly model: string } {
  const folder = join(dataFolder, 'glue', 'pretrained', `${name}-seed-${seed}`);
  return { run: join(folder, 'run'), model: join(folder, 'model') };
}

/** The folder of the model an experiment's pre-training made. @throws ExpectedError when it has not been made yet */
export async function pretrainedModelFolder(
  context: TaskContext<GlueExperiment>,
  pretraining: PretrainingSettings,
): Promise<string> {
  const { model } = pretrainingFolders(context, pretraining);
  if (existsSync(join(model, CONFIG_FILE))) return model;
  throw new ExpectedError(
    `this experiment starts from the pre-trained model '${pretraining.name}', which is not there yet; ` +
      `run 'rdrop glue pretrain --experiment ${context.experimentName}' first`,
  );
}
