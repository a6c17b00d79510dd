import { relative } from 'node:path';
import { checkPassesDiffer } from '@rdrop/core';
import {
  buildRecord,
  configHash,
  readRecord,
  runEnvironment,
  type TaskContext,
  writeRecord,
} from '@rdrop/experiment';
import { createProgress, train } from '@rdrop/training';
import { selectionSignature } from './evaluation/scores.js';
import type { TranslationExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedCorpusOf } from './prepare.js';
import { firstDivergence, translationTrainTask } from './training/translation-train-task.js';

/** Trains the experiment, or goes on with it, and leaves a record with the validation scores of the best checkpoint. */
export async function trainTranslation(context: TaskContext<TranslationExperiment>): Promise<void> {
  const { experiment, seed, out, signal } = context;
  const { training } = experiment;
  const corpus = await preparedCorpusOf(context);
  const engine = await context.startEngine();
  const [trainSplit, validSplit] = [await corpus.stored('train'), await corpus.encoded('valid')];
  const model = createModel(experiment, corpus, seed);
  const progress = createProgress({ stream: context.progress });
  try {
    const options = { experiment, corpus, train: trainSplit, valid: validSplit, model, seed, signal };
    if (experiment.rdrop.passes > 1) checkPassesDiffer(await firstDivergence(options), 'before training');
    const outcome = await train(translationTrainTask(options), {
      folder: out,
      seed,
      configHash: configHash(experiment),
      optimizer: training.optimizer,
      schedule: training.schedule,
      ...(training.precision === undefined ? {} : { precision: training.precision }),
      clipNorm: training.clipNorm,
      accumulate: training.accumulate,
      maxUpdates: training.maxUpdates,
      logEvery: training.logEvery,
      validateEvery: training.validateEvery,
      checkpointEvery: training.validateEvery,
      keepLast: training.keepCheckpoints,
      selection: {
        metric: training.selectBy,
        better: training.selectBy === 'bleu' ? 'higher' : 'lower',
        ...(training.patience === undefined ? {} : { patience: training.patience }),
      },
      log: progress,
      progress,
      signal,
    });
    if (outcome.stopped === 'interrupted') {
      signal.throwIfAborted();
      return;
    }
    const { best } = outcome;
    const record = buildRecord(
      context,
      {
        environment: await runEnvironment(engine),
        updates: outcome.updates,
        seconds: outcome.seconds,
        parameters: model.parameters.size,
        bestCheckpoint: best === null ? null : { file: relative(out, best.checkpoint), update: best.update },
        metrics:
          best === null
            ? []
            : [
                {
                  name: training.selectBy,
                  set: 'valid',
                  value: best.value,
                  signature: selectionSignature(experiment),
                },
              ],
      },
      await readRecord(out),
    );
    await writeRecord(out, record);
    context.result({
      run: out,
      updates: record.updates,
      seconds: record.seconds,
      best: record.bestCheckpoint,
    });
  } finally {
    trainSplit.close();
    model.dispose();
  }
}
