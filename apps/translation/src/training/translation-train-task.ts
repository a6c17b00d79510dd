import { type RDropBatch, rDropStep, repeatBatch } from '@rdrop/core';
import type { TranslationBatch } from '@rdrop/datasets';
import type { Transformer } from '@rdrop/nn';
import { crossEntropy, noDropout } from '@rdrop/ops';
import type { TrainTask } from '@rdrop/training';
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

/** A collated batch as tensors: what the model reads, what it is to say, and which positions count. */
function toTensors(batch: TranslationBatch): RDropBatch<TranslationInputs> & { readonly mask: tf.Tensor } {
  const labels = toTensor(batch.target);
  return {
    inputs: { source: toTensor(batch.source), previous: toTensor(batch.previous) },
    labels,
    mask: tf.cast(tf.notEqual(labels, PAD_ID), 'float32'),
    count: batch.targetTokens,
  };
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

/** The divergence of the first batch at update 0, to make sure that the two passes differ before hours are spent. */
export async function firstDivergence(options: TranslationTrainOptions): Promise<number> {
  const task = translationTrainTask(options);
  const [first] = await task.epochBatches(1);
  if (first === undefined) return 0;
  const kl = tf.tidy(() => task.batchLoss(first, { update: 0, micro: 0 }).parts['kl'] ?? tf.scalar(NaN));
  const [value = NaN] = await kl.data();
  kl.dispose();
  return value;
}

/** The task as the training loop sees it: batches of sentence indices, R-Drop's loss, validation by loss and BLEU. */
export function translationTrainTask(options: TranslationTrainOptions): TrainTask<Int32Array> {
  const { experiment, corpus, train, valid, model, seed } = options;
  const { rdrop, training } = experiment;
  const plan = trainingPlan(train.lengths, experiment, seed);
  const step = rDropStep<TranslationInputs>(
    // States and projection instead of logits: [2B * T, V] values are never in memory at once.
    ({ source, previous }, { passes, dropout }) => ({
      states: model.states(repeatBatch(source, passes), repeatBatch(previous, passes), dropout),
      projection: { weight: model.outputWeight },
    }),
    {
      alpha: rdrop.alpha,
      passes: rdrop.passes,
      everyK: rdrop.everyK,
      seed,
      labelSmoothing: training.labelSmoothing,
      ...(rdrop.passRates === undefined ? {} : { passRates: rdrop.passRates }),
    },
  );
  const references = valid.target.map((ids) => corpus.targetDictionary.decode(ids, { joinBpe: true }));
  return {
    parameters: model.parameters.entries(),
    epochBatches: (epoch) => epochOrder(plan, seed, epoch),
    batchLoss(indices, at) {
      const { sum, ce, kl, count } = step(toTensors(readBatch(train, indices)), at);
      return { loss: sum, count, parts: { ce, kl } };
    },
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
