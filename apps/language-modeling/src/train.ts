import { checkFirstDivergence, type TaskContext, trainAndRecord } from '@rdrop/experiment';
import { perplexitySignature } from './evaluation/perplexity.js';
import type { LanguageModelingExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedTextOf } from './prepare.js';
import { languageModelTrainTask } from './training/language-model-train-task.js';

/** Trains the experiment, or goes on with it, and leaves a record with the validation perplexity of the best checkpoint. */
export async function trainLanguageModeling(context: TaskContext<LanguageModelingExperiment>): Promise<void> {
  const { experiment, seed, signal } = context;
  const { training, rdrop } = experiment;
  const text = await preparedTextOf(context);
  const engine = await context.startEngine();
  const [train, valid] = [await text.stream('train'), await text.stream('valid')];
  const model = createModel(experiment, text.info.vocabulary, seed);
  try {
    const task = languageModelTrainTask({ experiment, train, valid, model, seed, signal });
    if (rdrop.passes > 1) await checkFirstDivergence(task);
    const window = { block: training.block, context: 0, rows: training.rows };
    await trainAndRecord(context, {
      engine,
      task,
      parameters: model.parameters.size,
      optimizer: training.optimizer,
      schedule: training.schedule,
      loop: training,
      selection: {
        metric: 'perplexity',
        better: 'lower',
        set: 'valid',
        signature: perplexitySignature(window, { tokens: valid.tokens, vocabulary: text.info.vocabulary }),
      },
    });
  } finally {
    train.close();
    valid.close();
    model.dispose();
  }
}
