import { stepOptionsOf } from '@rdrop/experiment';
import { type RDropBatch, rDropStep, type RDropStepOptions, repeatBatch, stepVariant } from '@rdrop/core';
import type { TranslationBatch } from '@rdrop/datasets';
import type { Transformer } from '@rdrop/nn';
import { crossEntropy, noDropout, rank2 } from '@rdrop/ops';
import { type HostLoss, inputOf, lossOnHost, type TrainTask } from '@rdrop/training';
import { PAD_ID } from '@rdrop/text';
import * as tf from '@tensorflow/tfjs';
import type { EncodedSplit, PreparedCorpus, StoredSplit } from '../data/prepared-corpus.js';
import { validationBleu } from '../evaluation/scores.js';
import { toTokens, translateIds } from '../evaluation/translate.js';
import type { TranslationExperiment } from '../experiment-schema.js';
import { epochOrder, evaluationBatches, makeBatch, readBatch, trainingPlan } from './batches.js';

export interface TranslationTrainOptions {
  readonly experiment: TranslationExperiment;
  readonly corpus: PreparedCorpus;
  readonly train: StoredSplit;
  readonly valid: EncodedSplit;
  readonly model: Transformer;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

interface TranslationInputs {
  readonly source: tf.Tensor2D;
  readonly previous: tf.Tensor2D;
}

const toTensor = (matrix: TranslationBatch['source']): tf.Tensor2D =>
  tf.tensor2d(matrix.data, [...matrix.shape], 'int32');

type TranslationTensors = RDropBatch<TranslationInputs> & { readonly mask: tf.Tensor };

/** What the model reads, what it is to say, and which positions count. */
function withMask(inputs: TranslationInputs, labels: tf.Tensor, count: number): TranslationTensors {
  return { inputs, labels, mask: tf.cast(tf.notEqual(labels, PAD_ID), 'float32'), count };
}

/** A collated batch as tensors. */
function toTensors(batch: TranslationBatch): TranslationTensors {
  const inputs = { source: toTensor(batch.source), previous: toTensor(batch.previous) };
  return withMask(inputs, toTensor(batch.target), batch.targetTokens);
}

/** Mean losses per target token of a split, one pass, nothing dropped. */
async function validationLoss(options: TranslationTrainOptions): Promise<{ loss: number; nll: number }> {
  const { experiment, valid, model } = options;
  let [ceSum, nllSum, tokens] = [0, 0, 0];
  for (const indices of evaluationBatches(valid, experiment.training.maxTokens)) {
    options.signal?.throwIfAborted();
    const sums = tf.tidy(() => {
      const { inputs, labels, mask } = toTensors(makeBatch(valid, indices));
      const logits = model.forward(inputs.source, inputs.previous, noDropout);
      return crossEntropy(logits, labels, { labelSmoothing: experiment.training.labelSmoothing, mask });
    });
    const [ce = NaN, nll = NaN] = await sums.data();
    sums.dispose();
    ceSum += ce;
    nllSum += nll;
    for (const index of indices) tokens += valid.target[index]?.length ?? 0;
  }
  return { loss: ceSum / tokens, nll: nllSum / tokens };
}

/** The task as the training loop sees it: batches of sentence indices, R-Drop's loss, validation by loss and BLEU. */
export function translationTrainTask(options: TranslationTrainOptions): TrainTask<Int32Array> {
  const { experiment, corpus, train, valid, model, seed } = options;
  const { rdrop, training } = experiment;
  const plan = trainingPlan(train.lengths, experiment, seed);
  const stepOptions: RDropStepOptions = {
    ...stepOptionsOf(rdrop, seed),
    labelSmoothing: training.labelSmoothing,
    // The update divides by the count, so that a step is the same computation whatever the count is.
    scaling: 'sum',
  };
  const step = rDropStep<TranslationInputs>(
    // States and projection instead of logits: [2B * T, V] values are never in memory at once.
    ({ source, previous }, { passes, dropout }) => ({
      states: model.states(repeatBatch(source, passes), repeatBatch(previous, passes), dropout),
      projection: { weight: model.outputWeight },
    }),
    stepOptions,
  );
  const hostLoss: HostLoss<Int32Array> = {
    prepare(indices) {
      const { source, previous, target, targetTokens } = readBatch(train, indices);
      const host = ({ data, shape }: TranslationBatch['source']) => ({ values: data, shape });
      const inputs = { source: host(source), previous: host(previous), labels: host(target) };
      return { inputs, count: targetTokens };
    },
    loss(batch, at) {
      const matrix = (name: string) => rank2(name, inputOf(batch, name));
      const inputs = { source: matrix('source'), previous: matrix('previous') };
      const { sum, ce, kl } = step(withMask(inputs, matrix('labels'), batch.count), at);
      return { loss: sum, parts: { ce, kl } };
    },
    variant: (update) => stepVariant(stepOptions, update),
  };
  const references = valid.target.map((ids) => corpus.targetDictionary.decode(ids, { joinBpe: true }));
  return {
    parameters: model.parameters.entries(),
    epochBatches: (epoch) => epochOrder(plan, seed, epoch),
    batchLoss: lossOnHost(hostLoss),
    hostLoss,
    async validate() {
      const { loss, nll } = await validationLoss(options);
      const translations = await translateIds(model, valid.source, {
        decoding: experiment.validation,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      const hypotheses = toTokens(translations, corpus.targetDictionary);
      const bleu = validationBleu(hypotheses, references, experiment.data);
      return { loss, nll, bleu };
    },
  };
}
