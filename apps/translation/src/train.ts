import { checkFirstDivergence, type TaskContext, trainAndRecord } from '@rdrop/experiment';
import { selectionSignature } from './evaluation/scores.js';
import type { TranslationExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedCorpusOf } from './prepare.js';
import { translationTrainTask } from './training/translation-train-task.js';

/** Trains the experiment, or goes on with it, and leaves a record with the validation scores of the best checkpoint. */
export async function trainTranslation(context: TaskContext<TranslationExperiment>): Promise<void> {
  const { experiment, seed, signal } = context;
  const { training } = experiment;
  const corpus = await preparedCorpusOf(context);
  const engine = await context.startEngine();
  const [trainSplit, validSplit] = [await corpus.stored('train'), await corpus.encoded('valid')];
  const model = createModel(experiment, corpus, seed);
  try {
    const options = { experiment, corpus, train: trainSplit, valid: validSplit, model, seed, signal };
    const task = translationTrainTask(options);
    if (experiment.rdrop.passes > 1) await checkFirstDivergence(task);
    await trainAndRecord(context, {
      engine,
      task,
      parameters: model.parameters.size,
      optimizer: training.optimizer,
      schedule: training.schedule,
      loop: training,
      selection: {
        metric: training.selectBy,
        better: training.selectBy === 'bleu' ? 'higher' : 'lower',
        set: 'valid',
        signature: selectionSignature(experiment),
      },
    });
  } finally {
    trainSplit.close();
    model.dispose();
  }
}
