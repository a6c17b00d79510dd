import { deriveKey, shuffled } from '@rdrop/ops';
import type { EncodedSplit } from '../data/prepared-set.js';

/** Batches that are sorted by length together: enough for little padding, too few to order an epoch by length. */
const WINDOW = 32;
/** Lengths are rounded up to a multiple, so that few shapes occur. */
const LENGTH_STEP = 8;

export interface EpochOptions {
  readonly batch: number;
  readonly seed: number;
  /** From 1. */
  readonly epoch: number;
}

/** Cuts indices into batches of `size`; the last one may be smaller. */
function cut(indices: readonly number[], size: number): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let start = 0; start < indices.length; start += size) {
    batches.push(Int32Array.from(indices.slice(start, start + size)));
  }
  return batches;
}

/**
 * The batches of an epoch, every example once: a random order, sorted by length within windows of some batches, and the
 * batches in random order again. A function of seed and epoch alone.
 */
export function epochBatches(lengths: ArrayLike<number>, { batch, seed, epoch }: EpochOptions): Int32Array[] {
  const order = [...shuffled(deriveKey(seed, epoch, 'batches.examples'), lengths.length)];
  const batches = cut(order, batch * WINDOW).flatMap((window) => {
    const byLength = [...window].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
    return cut(byLength, batch);
  });
  const places = shuffled(deriveKey(seed, epoch, 'batches.order'), batches.length);
  return Array.from(places, (place) => batches[place] ?? new Int32Array(0));
}

/** Batches for evaluation: all examples by length, always the same. */
export function evaluationBatches(lengths: ArrayLike<number>, batch: number): Int32Array[] {
  const order = Array.from({ length: lengths.length }, (_, index) => index);
  return cut(
    order.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b),
    batch,
  );
}

/** Examples as padded matrices [B, T]. */
export interface TokenBatch {
  readonly shape: readonly [number, number];
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
}

export interface PaddingOptions {
  readonly paddingId: number;
  readonly maxLength: number;
  readonly padTo: 'longest' | 'max';
}

/** Reads the examples at these indices and pads them on the right. */
export function readBatch(
  split: Pick<EncodedSplit, 'read'>,
  indices: ArrayLike<number>,
  { paddingId, maxLength, padTo }: PaddingOptions,
): TokenBatch {
  const rows = Array.from(indices, (index) => split.read(index));
  const longest = Math.max(1, ...rows.map(({ tokens }) => tokens.length));
  const rounded = Math.min(maxLength, Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP);
  const T = padTo === 'max' ? maxLength : Math.max(longest, rounded);
  const ids = new Int32Array(rows.length * T).fill(paddingId);
  const typeIds = new Int32Array(rows.length * T);
  rows.forEach(({ tokens, firstTokens }, row) => {
    ids.set(tokens, row * T);
    typeIds.fill(1, row * T + firstTokens, row * T + tokens.length);
  });
  return { shape: [rows.length, T], ids, typeIds };
}
