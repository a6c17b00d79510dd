import { type GlueTask } from '@rdrop/datasets';
import type { BertClassifier } from '@rdrop/nn';
import { noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { EncodedSplit } from '../data/prepared-set.js';
import { evaluationBatches, type PaddingOptions, readBatch } from '../training/batches.js';
import { predictionsOf } from './scores.js';

export interface PredictOptions {
  readonly task: GlueTask;
  readonly padding: PaddingOptions;
  /** Examples sent through together. Default 64. */
  readonly batch?: number;
  readonly signal?: AbortSignal;
}

/** Predictions for every example of a split, in its order: one pass, nothing dropped. */
export async function predict(
  model: BertClassifier,
  split: EncodedSplit,
  { task, padding, batch = 64, signal }: PredictOptions,
): Promise<Float64Array> {
  const predictions = new Float64Array(split.lengths.length);
  for (const indices of evaluationBatches(split.lengths, batch)) {
    signal?.throwIfAborted();
    const { shape, ids, typeIds } = readBatch(split, indices, padding);
    const logits = tf.tidy(() =>
      model.logits(
        { ids: tf.tensor2d(ids, [...shape], 'int32'), typeIds: tf.tensor2d(typeIds, [...shape], 'int32') },
        noDropout,
      ),
    );
    const values = predictionsOf(task, await logits.data());
    logits.dispose();
    indices.forEach((index, at) => {
      predictions[index] = values[at] ?? NaN;
    });
  }
  return predictions;
}
