import type { BeamOptions, Hypothesis } from './beam-options.js';
import { beamSearch } from './beam-search.js';
import type { DecodingModel } from './decoding-model.js';

/** How many sentences are decoded together. */
export interface BatchLimits {
  readonly batchSentences: number;
  /** Most source tokens of a batch, padding counted; a longer sentence has a batch to itself. Default: no limit. */
  readonly maxTokens?: number | undefined;
}

export interface SearchAllOptions extends BatchLimits {
  readonly beam: BeamOptions;
  readonly signal?: AbortSignal | undefined;
  /** Called after every batch with the number of sentences done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Shortest first: sentences of similar length share a batch with little padding. */
function byLength(sources: readonly Int32Array[]): number[] {
  return [...sources.keys()].sort((a, b) => (sources[a]?.length ?? 0) - (sources[b]?.length ?? 0) || a - b);
}

/** Batches of sentences, by index, under both limits. */
function decodingBatches(
  sources: readonly Int32Array[],
  { batchSentences, maxTokens = Number.POSITIVE_INFINITY }: BatchLimits,
): number[][] {
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of byLength(sources)) {
    const longest = sources[index]?.length ?? 0; // they ascend
    const isFull = batch.length === batchSentences || (batch.length + 1) * longest > maxTokens;
    if (batch.length > 0 && isFull) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/**
 * Beam search of any number of sentences, in batches of similar length.
 *
 * @param sources ids, as `beamSearch` takes them
 * @returns the hypotheses of every sentence, best first, in the order of the sources
 */
export async function searchAll(
  model: DecodingModel,
  sources: readonly Int32Array[],
  { beam, signal, onProgress, ...limits }: SearchAllOptions,
): Promise<Hypothesis[][]> {
  const found: Hypothesis[][] = sources.map(() => []);
  let done = 0;
  for (const batch of decodingBatches(sources, limits)) {
    signal?.throwIfAborted();
    const hypotheses = await beamSearch(
      model,
      batch.map((index) => sources[index] ?? new Int32Array(0)),
      beam,
    );
    batch.forEach((index, position) => {
      found[index] = hypotheses[position] ?? [];
    });
    done += batch.length;
    onProgress?.(done);
  }
  return found;
}
