import type { ModelOutput, ForwardContext } from '@rdrop/core';
import { repeatBatch } from '@rdrop/core';
import type { WindowBatch } from '@rdrop/datasets';
import type { LanguageModel } from '@rdrop/nn';
import {
  type AdaptiveDivergence,
  type AdaptiveTargets,
  clusterTargets,
  type HostTensor,
  rank1,
  rank2,
} from '@rdrop/ops';
import { type HostBatch, inputOf, type TensorBatch } from '@rdrop/training';
import type * as tf from '@tensorflow/tfjs';

/** What the model reads and what it is to say, as tensors. */
export interface WordInputs {
  /** int32 [B, T] */
  readonly tokens: tf.Tensor2D;
  /** int32 [B, T] */
  readonly labels: tf.Tensor2D;
  /** [B, T], 1 = counts; absent when every position does. */
  readonly mask: tf.Tensor2D | undefined;
  /** The labels by cluster, for an adaptive softmax. */
  readonly targets: AdaptiveTargets | undefined;
}

const cutoffsOf = ({ config }: LanguageModel): readonly number[] =>
  config.words.kind === 'adaptive' ? config.words.cutoffs : [];

/** A batch of windows as the host hands it to the engine; positions that are context alone are masked. */
export function hostWindows(model: LanguageModel, batch: WindowBatch): HostBatch {
  const { rows, length, tokens, labels, counted } = batch;
  const shape = [rows, length];
  const context = length - counted / rows;
  const mask =
    context === 0 ? undefined : Float32Array.from(labels, (_, at) => (at % length < context ? 0 : 1));
  const inputs: Record<string, HostTensor> = {
    tokens: { values: tokens, shape },
    labels: { values: labels, shape },
    ...(mask === undefined ? {} : { mask: { values: mask, shape } }),
  };
  const cutoffs = cutoffsOf(model);
  if (cutoffs.length > 0) {
    const { head, tails } = clusterTargets(labels, { cutoffs, mask });
    inputs['head'] = { values: head, shape };
    tails.forEach((tail, at) => {
      const size = [tail.rows.length];
      inputs[`tail.${at}.rows`] = { values: tail.rows, shape: size };
      inputs[`tail.${at}.labels`] = { values: tail.labels, shape: size };
      inputs[`tail.${at}.mask`] = { values: tail.mask, shape: size };
    });
  }
  return { inputs, count: counted };
}

/** The same as tensors. */
export function wordInputs(model: LanguageModel, batch: TensorBatch): WordInputs {
  const matrix = (name: string) => rank2(name, inputOf(batch, name));
  const vector = (name: string) => rank1(name, inputOf(batch, name));
  const cutoffs = cutoffsOf(model);
  return {
    tokens: matrix('tokens'),
    labels: matrix('labels'),
    mask: 'mask' in batch.inputs ? matrix('mask') : undefined,
    targets:
      cutoffs.length === 0
        ? undefined
        : {
            head: matrix('head'),
            tails: cutoffs.map((_, at) => ({
              rows: vector(`tail.${at}.rows`),
              labels: vector(`tail.${at}.labels`),
              mask: vector(`tail.${at}.mask`),
            })),
          },
  };
}

/** What R-Drop's loss is computed from: the states of all passes and the model's output layers. */
export function modelOutput(
  model: LanguageModel,
  { tokens, targets }: WordInputs,
  { passes, dropout }: ForwardContext,
  divergence: AdaptiveDivergence,
): ModelOutput {
  const output = model.output(repeatBatch(tokens, passes), dropout);
  if ('projection' in output) return output;
  if (targets === undefined)
    throw new Error('modelOutput: expected targets by cluster for an adaptive softmax');
  return { ...output, targets, divergence };
}
