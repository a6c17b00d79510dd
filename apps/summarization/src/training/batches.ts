import {
  type BatchPlan,
  epochBatches,
  padRows,
  type PairLengths,
  planBatches,
  type TokenMatrix,
  type TokenRows,
} from '@rdrop/datasets';
import { deriveKey, shuffled } from '@rdrop/ops';
import type { StoredPart } from '../data/prepared-set.js';
import type { SummarizationExperiment } from '../experiment-schema.js';
import { END_ID, PADDING_ID } from '../model.js';

/** A batch as BART takes it: B rows, S the longest document, T the longest summary, all padded on the right. */
export interface SummaryBatch {
  /** [B, S] */
  readonly source: TokenMatrix;
  /** [B, T] input of the decoder: `</s>` and the summary without its own `</s>`. */
  readonly previous: TokenMatrix;
  /** [B, T] what the decoder is to say: `<s>`, the summary, `</s>`. */
  readonly labels: TokenMatrix;
  /** Real summary tokens, `<s>` and `</s>` counted. */
  readonly targetTokens: number;
}

/** The batches of a run: bucketed by length under the token budget, a function of the seed. */
export function trainingPlan(
  lengths: PairLengths,
  { training }: SummarizationExperiment,
  seed: number,
): BatchPlan {
  return planBatches(lengths, {
    maxTokens: training.maxTokens,
    shuffle: (size) => shuffled(deriveKey(seed, 0, 'batches.plan'), size),
  });
}

/** The order of the batches in one epoch, a function of the seed and the epoch. */
export function epochOrder(plan: BatchPlan, seed: number, epoch: number): Int32Array[] {
  return epochBatches(plan, (size) => shuffled(deriveKey(seed, epoch, 'batches.epoch'), size));
}

/** Batches for validation: bucketed by length under the token budget, always the same. */
export function validationBatches(part: StoredPart, maxTokens: number): readonly Int32Array[] {
  return planBatches(part.lengths, { maxTokens }).batches;
}

/** Only the batch's own pairs are read from the disk. */
export function readBatch(part: StoredPart, indices: Int32Array): SummaryBatch {
  const { source, target } = part.read(indices);
  const shifted = target.map((ids) => Int32Array.from([END_ID, ...ids.subarray(0, -1)]));
  const pad = (rows: TokenRows) => padRows(rows, { paddingId: PADDING_ID, side: 'right' });
  return {
    source: pad(source),
    previous: pad(shifted),
    labels: pad(target),
    targetTokens: target.reduce((sum, { length }) => sum + length, 0),
  };
}
