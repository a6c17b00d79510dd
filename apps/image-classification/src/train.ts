import { type TaskContext, trainAndRecord } from '@rdrop/experiment';
import { selectionSignature } from './evaluation/signatures.js';
import type { ImageExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedImagesOf } from './prepare.js';
import { TrainingImages, trainingParts } from './training/batches.js';
import { checkStatesDiffer } from './training/check-states-differ.js';
import { imageTrainTask } from './training/image-train-task.js';

/** Trains the experiment, or goes on with it, and leaves a record with the accuracy of the best checkpoint. */
export async function trainImages(context: TaskContext<ImageExperiment>): Promise<void> {
  const { experiment, seed, signal } = context;
  const { data, training, rdrop } = experiment;
  const images = await preparedImagesOf(context);
  const engine = await context.startEngine();
  const parts = trainingParts(images.train, data);
  const { train } = images;
  const input = new TrainingImages({ train, kept: parts.kept, data, batch: training.batch, seed });
  const model = await createModel(context, images.classNames.length);
  try {
    if (rdrop.passes > 1) await checkStatesDiffer(model, seed);
    await trainAndRecord(context, {
      engine,
      task: imageTrainTask({ experiment, images, parts, training: input, model, seed, signal }),
      parameters: model.parameters.size,
      optimizer: training.optimizer,
      schedule: { ...training.schedule, totalUpdates: training.maxUpdates },
      loop: training,
      selection: {
        metric: 'accuracy',
        better: 'higher',
        set: training.selectOn,
        signature: selectionSignature(experiment, { images, parts }),
      },
      options: { unit: 'images' },
    });
  } finally {
    await input.close();
    model.dispose();
  }
}
