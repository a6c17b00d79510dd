import { glueTasks } from '@rdrop/datasets';
import { checkFirstDivergence, type TaskContext, trainAndRecord } from '@rdrop/experiment';
import { mainScore, scoreSignature } from './evaluation/scores.js';
import type { GlueExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedSetOf } from './prepare.js';
import { decays, glueTrainTask } from './training/glue-train-task.js';

/** Fine-tunes the experiment, or goes on with it, and leaves a record with the development score of the best checkpoint. */
export async function trainGlue(context: TaskContext<GlueExperiment>): Promise<void> {
  const { experiment, seed, signal } = context;
  const { training, rdrop } = experiment;
  const task = glueTasks[experiment.data.task];
  const prepared = await preparedSetOf(context);
  const engine = await context.startEngine();
  const model = await createModel(context, prepared.info.vocabularySize);
  const [train, dev] = [await prepared.split('train'), await prepared.split('dev')];
  try {
    const trainTask = glueTrainTask({ experiment, task, train, dev, model, seed, signal });
    if (rdrop.passes > 1) await checkFirstDivergence(trainTask);
    const metric = mainScore(task.name);
    await trainAndRecord(context, {
      engine,
      task: trainTask,
      parameters: model.parameters.size,
      optimizer: training.optimizer,
      schedule: { ...training.schedule, totalUpdates: training.maxUpdates },
      loop: training,
      selection: { metric, better: 'higher', set: 'dev', signature: scoreSignature(metric) },
      options: { decays, unit: 'examples' },
    });
  } finally {
    train.close();
    dev.close();
    model.dispose();
  }
}
