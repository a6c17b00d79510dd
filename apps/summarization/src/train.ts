import { checkFirstDivergence, type TaskContext, trainAndRecord } from '@rdrop/experiment';
import type { Bart } from '@rdrop/nn';
import type { PreparedSet } from './data/prepared-set.js';
import type { SummarizationExperiment } from './experiment-schema.js';
import { createModel, loadModel } from './model.js';
import { modelFolder, preparedSetOf } from './prepare.js';
import { summarizationTrainTask } from './training/summarization-train-task.js';

type Context = TaskContext<SummarizationExperiment>;

/** A resumed run takes its parameters from its checkpoint, whatever it began with. */
async function initialModel(context: Context, { info }: PreparedSet): Promise<Bart> {
  const { experiment, seed, resumed } = context;
  const { start } = experiment.model;
  return start === 'random' || resumed
    ? createModel(experiment, info.vocabulary, seed)
    : loadModel(experiment, info.vocabulary, await modelFolder(context, start.pretrained));
}

/** Trains the experiment, or goes on with it, and leaves a record with the validation loss of the best checkpoint. */
export async function trainSummarization(context: Context): Promise<void> {
  const { experiment, seed, signal } = context;
  const { training } = experiment;
  const prepared = await preparedSetOf(context);
  const engine = await context.startEngine();
  const [train, valid] = [await prepared.stored('train'), await prepared.stored('valid')];
  const model = await initialModel(context, prepared);
  try {
    const task = summarizationTrainTask({ experiment, train, valid, model, seed, signal });
    if (experiment.rdrop.passes > 1) await checkFirstDivergence(task);
    await trainAndRecord(context, {
      engine,
      task,
      parameters: model.trainableSize,
      optimizer: training.optimizer,
      schedule: training.schedule,
      loop: training,
      selection: {
        metric: 'loss',
        better: 'lower',
        set: 'valid',
        signature: 'label-smoothed cross-entropy per summary token|unit:nats',
      },
    });
  } finally {
    train.close();
    valid.close();
    model.dispose();
  }
}
