import { batchBySize, roundUp, type BatchOptions } from './batch-by-size.js';
import { filterByLength, requireLengths, type MaxPositions } from './filter-by-length.js';
import { orderedIndices, type PairLengths } from './ordered-indices.js';
import { checkedPermutation, type Shuffle } from './permutation.js';

/** {@link BatchOptions} and what goes before and after the cutting. */
export interface BatchPlanOptions extends BatchOptions {
  /** Orders pairs of equal lengths, once per run. Leave out for validation and test. */
  readonly shuffle?: Shuffle;
  /** Longest pair the model takes. Default: no bound. */
  readonly maxPositions?: MaxPositions;
  /** What to do with longer pairs. Default `drop`. */
  readonly tooLong?: 'drop' | 'throw';
}

/** The batches of a data set: fixed for a run, only their order changes from epoch to epoch. */
export interface BatchPlan {
  readonly batches: readonly Int32Array[];
  /** Indices of pairs that were left out for their length, ascending. */
  readonly dropped: Int32Array;
}

/** What a plan costs. `padded` counts rows x longest side, the quantity that `maxTokens` bounds. */
export interface BatchPlanStatistics {
  readonly batches: number;
  readonly sentences: number;
  readonly sourceTokens: number;
  readonly targetTokens: number;
  readonly padded: number;
  /** The share of padding among both padded matrices, 0 to 1. */
  readonly paddingShare: number;
}

/** Sorts by length, filters and cuts into batches, as fairseq does for training and for validation. */
export function planBatches(lengths: PairLengths, options: BatchPlanOptions): BatchPlan {
  const order = orderedIndices(lengths, options.shuffle);
  if (options.maxPositions === undefined) {
    return { batches: batchBySize(order, lengths, options), dropped: new Int32Array(0) };
  }
  if (options.tooLong === 'throw') requireLengths(order, lengths, options.maxPositions);
  const { kept, dropped } = filterByLength(order, lengths, options.maxPositions);
  return { batches: batchBySize(kept, lengths, options), dropped };
}

/**
 * The batches of one epoch (1, 2, ...): those of the plan in the order of `shuffle`, which must depend on the run's seed
 * and the epoch and on nothing else, so that a resumed run sees the same order.
 */
export function epochBatches(plan: BatchPlan, shuffle: Shuffle): Int32Array[] {
  const order = checkedPermutation('epochBatches', shuffle, plan.batches.length);
  return Array.from(order, (position) => plan.batches[position] ?? new Int32Array(0));
}

/** Counts the tokens of a plan; `lengthMultiple` as in {@link BatchOptions}. */
export function batchPlanStatistics(
  plan: BatchPlan,
  lengths: PairLengths,
  lengthMultiple = 1,
): BatchPlanStatistics {
  let [sentences, sourceTokens, targetTokens, padded, cells] = [0, 0, 0, 0, 0];
  for (const batch of plan.batches) {
    let [longestSource, longestTarget] = [0, 0];
    for (const index of batch) {
      const [source, target] = [lengths.source[index] ?? 0, lengths.target[index] ?? 0];
      sourceTokens += source;
      targetTokens += target;
      longestSource = Math.max(longestSource, roundUp(source, lengthMultiple));
      longestTarget = Math.max(longestTarget, roundUp(target, lengthMultiple));
    }
    sentences += batch.length;
    padded += batch.length * Math.max(longestSource, longestTarget);
    cells += batch.length * (longestSource + longestTarget);
  }
  return {
    batches: plan.batches.length,
    sentences,
    sourceTokens,
    targetTokens,
    padded,
    paddingShare: cells === 0 ? 0 : 1 - (sourceTokens + targetTokens) / cells,
  };
}
