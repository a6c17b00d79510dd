import { stepOptionsOf } from '@rdrop/experiment';
import { type RDropStepOptions, rDropStep, repeatBatch, stepVariant } from '@rdrop/core';
import type { Vit } from '@rdrop/nn';
import { type HostLoss, inputOf, lossOnHost, type TrainTask } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';
import { measureAccuracy } from '../evaluation/accuracy.js';
import type { PreparedImages } from '../data/prepared-images.js';
import type { ImageExperiment } from '../experiment-schema.js';
import type { ImageBatch, TrainingImages, TrainingParts } from './batches.js';

export interface ImageTrainOptions {
  readonly experiment: ImageExperiment;
  readonly images: PreparedImages;
  readonly parts: TrainingParts;
  readonly training: TrainingImages;
  readonly model: Vit;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** Images [B, 3, side, side] of an input. */
function imagesOf(tensor: tf.Tensor, side: number): tf.Tensor4D {
  return tf.reshape<tf.Rank.R4>(tensor, [-1, 3, side, side]);
}

/** The task as the training loop sees it: batches of images, R-Drop's loss, validation by loss and accuracy. */
export function imageTrainTask(options: ImageTrainOptions): TrainTask<ImageBatch> {
  const { experiment, images, parts, training, model, seed } = options;
  const { rdrop, data } = experiment;
  const stepOptions: RDropStepOptions = {
    ...stepOptionsOf(rdrop, seed),
    scaling: rdrop.scaling,
  };
  const step = rDropStep<tf.Tensor4D>((batch, { passes, dropout }) => {
    // The same augmented images go through every pass.
    return { states: model.classStates(repeatBatch(batch, passes), dropout), projection: model.head };
  }, stepOptions);
  const side = data.imageSize;
  const hostLoss: HostLoss<ImageBatch> = {
    prepare(batch) {
      const count = batch.indices.length;
      const labels = batch.indices.map((image) => images.train.labels[image] ?? 0);
      return {
        inputs: {
          images: { values: training.pixels(batch), shape: [count, 3, side, side] },
          labels: { values: labels, shape: [count] },
        },
        count,
      };
    },
    loss(batch, at) {
      const labels = inputOf(batch, 'labels');
      const inputs = imagesOf(inputOf(batch, 'images'), side);
      const { loss, sum, ce, kl } = step({ inputs, labels, count: labels.size }, at);
      // The loop divides by the images of all micro-batches: the official scaling is a mean within each.
      const scaled = rdrop.scaling === 'paper' ? sum : tf.mul(loss, labels.size).asScalar();
      return { loss: scaled, parts: { ce, kl } };
    },
    variant: (update) => stepVariant(stepOptions, update),
  };
  const { selectOn } = experiment.training;
  const validation =
    selectOn === 'test'
      ? { set: images.test, indices: Int32Array.from(images.test.labels.keys()) }
      : { set: images.train, indices: parts.heldOut };
  return {
    parameters: model.parameters.entries(),
    epochBatches: (epoch) => training.epochBatches(epoch),
    ready: (batches) => training.ready(batches),
    batchLoss: lossOnHost(hostLoss),
    hostLoss,
    async validate() {
      const { loss, top1, top5 } = await measureAccuracy({
        model,
        ...validation,
        data,
        batch: experiment.evaluation.batch,
        signal: options.signal,
      });
      return { loss, accuracy: 100 * top1, top5: 100 * top5 };
    },
  };
}
