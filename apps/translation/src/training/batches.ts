import {
  collate,
  epochBatches,
  type BatchPlan,
  type PairLengths,
  planBatches,
  type TranslationBatch,
} from '@rdrop/datasets';
import { deriveKey, shuffled } from '@rdrop/ops';
import { EOS_ID, PAD_ID } from '@rdrop/text';
import type { EncodedSplit, StoredSplit } from '../data/prepared-corpus.js';
import type { TranslationExperiment } from '../experiment-schema.js';

export const pairLengths = (split: EncodedSplit): PairLengths => ({
  source: Int32Array.from(split.source, (sentence) => sentence.length),
  target: Int32Array.from(split.target, (sentence) => sentence.length),
});

/** The batches of a run: bucketed by length under the token budget, a function of the seed. */
export function trainingPlan(
  lengths: PairLengths,
  experiment: TranslationExperiment,
  seed: number,
): BatchPlan {
  const { maxPositions } = experiment.data;
  return planBatches(lengths, {
    maxTokens: experiment.training.maxTokens,
    maxPositions: { source: maxPositions, target: maxPositions },
    shuffle: (size) => shuffled(deriveKey(seed, 0, 'batches.plan'), size),
  });
}

/** The order of the batches in one epoch, a function of the seed and the epoch. */
export function epochOrder(plan: BatchPlan, seed: number, epoch: number): Int32Array[] {
  return epochBatches(plan, (size) => shuffled(deriveKey(seed, epoch, 'batches.epoch'), size));
}

/** Batches for evaluation: bucketed by length under a token budget, always the same. */
export function evaluationBatches(split: EncodedSplit, maxTokens: number): readonly Int32Array[] {
  return planBatches(pairLengths(split), { maxTokens }).batches;
}

/** The sentences of one batch as padded matrices. */
export function makeBatch(split: EncodedSplit, indices: Int32Array): TranslationBatch {
  return collate(indices, split, { paddingId: PAD_ID, endId: EOS_ID });
}

/** The same, of a split on the disk: only the batch's own sentences are read. */
export function readBatch(split: StoredSplit, indices: Int32Array): TranslationBatch {
  const rows = Int32Array.from(indices.keys());
  return { ...makeBatch(split.read(indices), rows), indices };
}
