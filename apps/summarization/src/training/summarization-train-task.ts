import { stepOptionsOf } from '@rdrop/experiment';
import { type RDropBatch, rDropStep, type RDropStepOptions, repeatBatch, stepVariant } from '@rdrop/core';
import type { TokenMatrix } from '@rdrop/datasets';
import type { Bart } from '@rdrop/nn';
import { noDropout, projectedRDropTerms, rank2 } from '@rdrop/ops';
import { type HostLoss, inputOf, lossOnHost, type TrainTask } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';
import type { StoredPart } from '../data/prepared-set.js';
import type { SummarizationExperiment } from '../experiment-schema.js';
import { PADDING_ID } from '../model.js';
import { epochOrder, readBatch, trainingPlan, validationBatches } from './batches.js';

export interface SummarizationTrainOptions {
  readonly experiment: SummarizationExperiment;
  readonly train: StoredPart;
  readonly valid: StoredPart;
  readonly model: Bart;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

interface SummaryInputs {
  readonly source: tf.Tensor2D;
  readonly previous: tf.Tensor2D;
}

const toTensor = ({ data, shape }: TokenMatrix): tf.Tensor2D => tf.tensor2d(data, [...shape], 'int32');

const maskOf = (labels: tf.Tensor): tf.Tensor => tf.cast(tf.notEqual(labels, PADDING_ID), 'float32');

/** Mean losses per summary token of the validation part, one pass, nothing dropped. */
async function validationLoss({
  experiment,
  valid,
  model,
  signal,
}: SummarizationTrainOptions): Promise<{ loss: number; nll: number }> {
  const { maxTokens, labelSmoothing } = experiment.training;
  let [ceSum, nllSum, tokens] = [0, 0, 0];
  for (const indices of validationBatches(valid, maxTokens)) {
    signal?.throwIfAborted();
    const batch = readBatch(valid, indices);
    const terms = tf.tidy(() => {
      const states = model.states(toTensor(batch.source), toTensor(batch.previous), noDropout);
      const labels = toTensor(batch.labels);
      const { weight, bias } = model.projection();
      return projectedRDropTerms(states, weight, labels, {
        bias,
        passes: 1,
        coefficients: [1, 0, 0],
        labelSmoothing,
        mask: maskOf(labels),
        gradients: false,
      }).terms;
    });
    const [ce = NaN, nll = NaN] = await terms.data();
    terms.dispose();
    ceSum += ce;
    nllSum += nll;
    tokens += batch.targetTokens;
  }
  return { loss: ceSum / tokens, nll: nllSum / tokens };
}

/** The task as the training loop sees it: batches of pairs by index, R-Drop's loss, validation by loss. */
export function summarizationTrainTask(options: SummarizationTrainOptions): TrainTask<Int32Array> {
  const { experiment, train, model, seed } = options;
  const { rdrop, training } = experiment;
  const plan = trainingPlan(train.lengths, experiment, seed);
  const stepOptions: RDropStepOptions = {
    ...stepOptionsOf(rdrop, seed),
    labelSmoothing: training.labelSmoothing,
    // The update divides by the count, so that a step is the same computation whatever the count is.
    scaling: 'sum',
  };
  const step = rDropStep<SummaryInputs>(
    // States and projection instead of logits: [2B * T, V] values are never in memory at once.
    ({ source, previous }, { passes, dropout }) => ({
      states: model.states(repeatBatch(source, passes), repeatBatch(previous, passes), dropout),
      projection: model.projection(),
    }),
    stepOptions,
  );
  const hostLoss: HostLoss<Int32Array> = {
    prepare(indices) {
      const { source, previous, labels, targetTokens } = readBatch(train, indices);
      const host = ({ data, shape }: TokenMatrix) => ({ values: data, shape });
      return {
        inputs: { source: host(source), previous: host(previous), labels: host(labels) },
        count: targetTokens,
      };
    },
    loss(batch, at) {
      const matrix = (name: string) => rank2(name, inputOf(batch, name));
      const labels = matrix('labels');
      const stepBatch: RDropBatch<SummaryInputs> = {
        inputs: { source: matrix('source'), previous: matrix('previous') },
        labels,
        mask: maskOf(labels),
        count: batch.count,
      };
      const { sum, ce, kl } = step(stepBatch, at);
      return { loss: sum, parts: { ce, kl } };
    },
    variant: (update) => stepVariant(stepOptions, update),
  };
  return {
    parameters: model.parameters.entries(),
    epochBatches: (epoch) => epochOrder(plan, seed, epoch),
    batchLoss: lossOnHost(hostLoss),
    hostLoss,
    validate: () => validationLoss(options),
  };
}
