import { DataError } from '../data-error.js';
import { pairCount, type PairLengths } from './ordered-indices.js';

/** How pairs are cut into batches. */
export interface BatchOptions {
  /** The budget of a batch: rows times the longest padded side, not real tokens (fairseq `--max-tokens`). */
  readonly maxTokens: number;
  /** Most rows of a batch (fairseq `--batch-size`). Default: no bound. */
  readonly maxSentences?: number;
  /** A full batch is cut back to a multiple of this many rows (fairseq `--required-batch-size-multiple`). Default 8. */
  readonly requiredMultiple?: number;
  /** Both sides are padded up to a multiple of this length, and counted so. Default 1. */
  readonly lengthMultiple?: number;
}

/** `length` rounded up to a multiple of `multiple`. */
export function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}

/**
 * Cuts pairs, in the order given, into batches of at most `maxTokens` padded tokens. A pair counts with its longer side;
 * a batch costs rows x its longest pair.
 *
 * Greedy as in fairseq's `batch_by_size`: when the next pair no longer fits, the largest multiple of `requiredMultiple`
 * rows leaves (or all rows, when there are fewer) and the rest opens the next batch. The rest may itself be too large
 * together with that pair; then it leaves on its own, so that no batch exceeds the budget (as in fairseq's later,
 * vectorised version; the older loop lets that batch through).
 *
 * @returns batches of indices; every entry of `order` exactly once, order kept.
 * @throws {DataError} when one pair alone exceeds the budget.
 */
export function batchBySize(order: Int32Array, lengths: PairLengths, options: BatchOptions): Int32Array[] {
  const size = pairCount('batchBySize', lengths);
  const { maxTokens, maxSentences, requiredMultiple, lengthMultiple } = resolveOptions(options);
  const cost = (index: number): number =>
    roundUp(Math.max(lengths.source[index] ?? 0, lengths.target[index] ?? 0), lengthMultiple);

  const batches: Int32Array[] = [];
  let start = 0; // the open batch is order[start .. position)
  let longest = 0;
  for (let position = 0; position < order.length; position += 1) {
    const index = order[position] ?? -1;
    if (index < 0 || index >= size) {
      throw new RangeError(`batchBySize: expected indices in 0..${size - 1}, got ${index}`);
    }
    const length = cost(index);
    if (length > maxTokens) {
      throw new DataError(
        `Sentence pair ${index + 1} has ${length} padded tokens on its longer side and fits no batch of at most ${maxTokens} tokens: raise the budget or filter long pairs.`,
      );
    }
    longest = Math.max(longest, length);
    while (
      position > start &&
      (position - start >= maxSentences || (position - start + 1) * longest > maxTokens)
    ) {
      const rows = position - start;
      const leaving = Math.max(rows - (rows % requiredMultiple), rows % requiredMultiple);
      batches.push(order.slice(start, start + leaving));
      start += leaving;
      longest = length;
      for (let rest = start; rest < position; rest += 1) longest = Math.max(longest, cost(order[rest] ?? 0));
    }
  }
  if (start < order.length) batches.push(order.slice(start));
  return batches;
}

function resolveOptions(options: BatchOptions): Required<BatchOptions> {
  const resolved = {
    maxTokens: options.maxTokens,
    maxSentences: options.maxSentences ?? Number.MAX_SAFE_INTEGER,
    requiredMultiple: options.requiredMultiple ?? 8,
    lengthMultiple: options.lengthMultiple ?? 1,
  };
  for (const [name, value] of Object.entries(resolved)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`batchBySize: expected ${name} to be a whole number of at least 1, got ${value}`);
    }
  }
  return resolved;
}
