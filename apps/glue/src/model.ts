import { glueTasks, isRegression } from '@rdrop/datasets';
import type { TaskContext } from '@rdrop/experiment';
import {
  bertBase,
  type BertClassifier,
  type BertConfig,
  createBertClassifier,
  loadBertClassifier,
  robertaLarge,
} from '@rdrop/nn';
import type { FreshModel, GlueExperiment } from './experiment-schema.js';
import { pretrainedModelFolder, publishedFolder } from './model-folders.js';

/** Outputs of the head: classes, or one number. */
export function classesOf({ data }: GlueExperiment): number {
  const task = glueTasks[data.task];
  return isRegression(task) ? 1 : task.labels.length;
}

/** The configuration of a model of our own; padding is the first entry of a vocabulary that we learn. */
export function freshConfig(model: FreshModel, vocabularySize: number): BertConfig {
  const { dim, ffnDim, heads, layers, maxPositions, dropout, attentionDropout } = model;
  const sizes = { dim, ffnDim, heads, layers, maxPositions, dropout, attentionDropout };
  // BERT's 0.02 is made for a width of 768: in a narrow model the first position would hardly hear of the others.
  return { ...bertBase, ...sizes, vocabularySize, initializerRange: dim ** -0.5 };
}

/** The configuration an experiment is expected to have, without reading any file of its model. */
export function expectedConfig({ model }: GlueExperiment): BertConfig {
  if (model.kind === 'fresh') return freshConfig(model, model.vocabulary);
  const { dropout, attentionDropout } = model;
  return { ...(model.size === 'bert-base' ? bertBase : robertaLarge), dropout, attentionDropout };
}

/** The experiment's model as training starts with it. The caller disposes it. */
export async function createModel(
  context: TaskContext<GlueExperiment>,
  vocabularySize: number,
): Promise<BertClassifier> {
  const { experiment, seed, log } = context;
  const { model, pretraining } = experiment;
  const classes = classesOf(experiment);
  if (model.kind === 'fresh' && pretraining === undefined) {
    return createBertClassifier(freshConfig(model, vocabularySize), classes, seed);
  }
  const folder =
    model.kind === 'published'
      ? await publishedFolder(context, model)
      : pretraining === undefined
        ? ''
        : await pretrainedModelFolder(context, pretraining);
  const { dropout, attentionDropout } = model;
  const loaded = await loadBertClassifier(folder, { classes, seed, dropout, attentionDropout });
  const { loaded: found, missing, extra } = loaded.report;
  log.info(`${found.length} parameters from ${folder}; fresh: ${missing.join(', ') || 'none'}`);
  if (extra.length > 0) log.info(`not used: ${extra.join(', ')}`);
  return loaded.model;
}
