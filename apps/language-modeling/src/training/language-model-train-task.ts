import { stepOptionsOf } from '@rdrop/experiment';
import { type RDropBatch, rDropStep, type RDropStepOptions, stepVariant } from '@rdrop/core';
import { blockWindows, readWindows, type TextWindow, type TokenStream, windowBatches } from '@rdrop/datasets';
import type { LanguageModel } from '@rdrop/nn';
import { deriveKey, shuffled } from '@rdrop/ops';
import { EOS_ID } from '@rdrop/text';
import { type HostLoss, lossOnHost, type TrainTask } from '@rdrop/training';
import { perplexityOf } from '../evaluation/perplexity.js';
import type { LanguageModelingExperiment } from '../experiment-schema.js';
import { hostWindows, modelOutput, type WordInputs, wordInputs } from './word-inputs.js';

export interface LanguageModelTrainOptions {
  readonly experiment: LanguageModelingExperiment;
  readonly train: TokenStream;
  readonly valid: TokenStream;
  readonly model: LanguageModel;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** Entries in the order of a permutation that is a function of the seed and a name. */
function inOrder<T>(entries: readonly T[], seed: number, update: number, name: string): T[] {
  return Array.from(shuffled(deriveKey(seed, update, name), entries.length), (at) => {
    const entry = entries[at];
    if (entry === undefined) throw new Error(`inOrder: expected an entry ${at} of ${entries.length}`);
    return entry;
  });
}

/**
 * The batches of a run: blocks of the stream, shuffled, then put together; fixed for the run, as in fairseq, where epochs
 * only order them anew. The last block is shorter and a batch of its own.
 */
export function trainingBatches(
  tokens: number,
  { training }: LanguageModelingExperiment,
  seed: number,
): TextWindow[][] {
  const blocks = blockWindows(tokens, training.block);
  const whole = blocks.filter(({ count }) => count === training.block);
  const rest = blocks.slice(whole.length);
  return windowBatches([...inOrder(whole, seed, 0, 'blocks.plan'), ...rest], training.rows);
}

/** The task as the training loop sees it: blocks of text, R-Drop's loss, validation by perplexity. */
export function languageModelTrainTask(options: LanguageModelTrainOptions): TrainTask<TextWindow[]> {
  const { experiment, train, valid, model, seed, signal } = options;
  const { rdrop, training } = experiment;
  const batches = trainingBatches(train.tokens, experiment, seed);
  const stepOptions: RDropStepOptions = {
    ...stepOptionsOf(rdrop, seed),
    // The update divides by the count, so that a step is the same computation whatever the count is.
    scaling: 'sum',
  };
  const step = rDropStep<WordInputs>(
    (inputs, context) => modelOutput(model, inputs, context, rdrop.divergence ?? 'per-cluster'),
    stepOptions,
  );
  const hostLoss: HostLoss<TextWindow[]> = {
    prepare: (windows) => hostWindows(model, readWindows(train, windows, EOS_ID)),
    loss(batch, at) {
      const inputs = wordInputs(model, batch);
      const given: RDropBatch<WordInputs> = { inputs, labels: inputs.labels, count: batch.count };
      const { sum, ce, kl } = step(given, at);
      return { loss: sum, parts: { ce, kl } };
    },
    variant: (update) => stepVariant(stepOptions, update),
  };
  return {
    parameters: model.parameters.entries(),
    epochBatches: (epoch) => inOrder(batches, seed, epoch, 'blocks.epoch'),
    batchLoss: lossOnHost(hostLoss),
    hostLoss,
    async validate() {
      const window = { block: training.block, context: 0, rows: training.rows };
      const { loss, perplexity } = await perplexityOf(model, valid, window, signal);
      return { loss, perplexity };
    },
  };
}
