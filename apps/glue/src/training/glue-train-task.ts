import { stepOptionsOf } from '@rdrop/experiment';
import {
  rDropRegressionStep,
  type RDropLoss,
  rDropStep,
  type RDropStepOptions,
  repeatBatch,
  type StepPosition,
  stepVariant,
} from '@rdrop/core';
import { type GlueTask, isRegression } from '@rdrop/datasets';
import type { BertClassifier, BertInputs } from '@rdrop/nn';
import { rank1, rank2 } from '@rdrop/ops';
import { type HostLoss, inputOf, lossOnHost, type TensorBatch, type TrainTask } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';
import type { EncodedSplit } from '../data/prepared-set.js';
import { predict } from '../evaluation/predict.js';
import { glueScores } from '../evaluation/scores.js';
import type { GlueExperiment } from '../experiment-schema.js';
import { epochBatches, type PaddingOptions, readBatch } from './batches.js';

export interface GlueTrainOptions {
  readonly experiment: GlueExperiment;
  readonly task: GlueTask;
  readonly train: EncodedSplit;
  readonly dev: EncodedSplit;
  readonly model: BertClassifier;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** How batches of the experiment are padded. */
export function paddingOf({ data }: GlueExperiment, model: BertClassifier): PaddingOptions {
  return { paddingId: model.config.paddingId, maxLength: data.maxLength, padTo: data.padTo };
}

/** Biases and layer norms keep their size: decay pulls on matrices alone, as in the reference. */
export const decays = (name: string): boolean => !name.endsWith('.bias') && !/layer_?norm\./i.test(name);

type Step = (batch: TensorBatch, at: StepPosition) => RDropLoss;

function inputsOf(batch: TensorBatch): BertInputs {
  return { ids: rank2('ids', inputOf(batch, 'ids')), typeIds: rank2('types', inputOf(batch, 'types')) };
}

/** R-Drop's loss of a batch, for classes or numbers. */
function lossStep({ experiment, task, model, seed }: GlueTrainOptions): Step {
  const { rdrop } = experiment;
  const settings = stepOptionsOf(rdrop, seed);
  const hasTypes = model.config.typeVocabulary > 1;
  const logits = (
    { ids, typeIds }: BertInputs,
    passes: number,
    dropout: Parameters<typeof model.logits>[1],
  ) => {
    const types = typeIds === undefined || !hasTypes ? undefined : repeatBatch(typeIds, passes);
    return model.logits({ ids: repeatBatch(ids, passes), typeIds: types }, dropout);
  };
  if (isRegression(task)) {
    const step = rDropRegressionStep<BertInputs>(
      (inputs, { passes, dropout }) => logits(inputs, passes, dropout),
      { ...settings, scaling: rdrop.scaling },
    );
    return (batch, at) =>
      step({ inputs: inputsOf(batch), targets: rank1('labels', inputOf(batch, 'labels')) }, at);
  }
  const options: RDropStepOptions = { ...settings, scaling: rdrop.scaling };
  const step = rDropStep<BertInputs>(
    (inputs, { passes, dropout }) => logits(inputs, passes, dropout),
    options,
  );
  return (batch, at) => step({ inputs: inputsOf(batch), labels: inputOf(batch, 'labels') }, at);
}

/** The task as the training loop sees it: batches of example indices, R-Drop's loss, validation by the task's scores. */
export function glueTrainTask(options: GlueTrainOptions): TrainTask<Int32Array> {
  const { experiment, task, train, dev, model, seed, signal } = options;
  const { rdrop, training } = experiment;
  const padding = paddingOf(experiment, model);
  const step = lossStep(options);
  const { labels } = train;
  const hostLoss: HostLoss<Int32Array> = {
    prepare(indices) {
      const { shape, ids, typeIds } = readBatch(train, indices, padding);
      const values = Array.from(indices, (index) => labels?.[index] ?? NaN);
      const targets = isRegression(task) ? Float32Array.from(values) : Int32Array.from(values);
      return {
        inputs: {
          ids: { values: ids, shape },
          types: { values: typeIds, shape },
          labels: { values: targets, shape: [indices.length] },
        },
        count: indices.length,
      };
    },
    loss(batch, at) {
      const { loss, ce, kl, count } = step(batch, at);
      // The loop adds up sums over examples and divides once; whatever the scaling, this is its loss times the examples.
      return { loss: tf.mul(loss, count).asScalar(), parts: { ce, kl } };
    },
    variant: (update) => stepVariant(rdrop, update),
  };
  return {
    parameters: model.parameters.entries(),
    epochBatches: (epoch) => epochBatches(train.lengths, { batch: training.batch, seed, epoch }),
    batchLoss: lossOnHost(hostLoss),
    hostLoss,
    async validate() {
      const predictions = await predict(model, dev, {
        task,
        padding,
        ...(signal === undefined ? {} : { signal }),
      });
      return glueScores(task, predictions, dev.labels ?? []);
    },
  };
}
