import { beamSearch, type Hypothesis, type Transformer } from '@rdrop/nn';
import { type Dictionary, EOS_ID } from '@rdrop/text';
import type { TranslationExperiment } from '../experiment-schema.js';

/** How translations are searched for. */
export type DecodingSettings = TranslationExperiment['validation'];

export interface TranslateOptions {
  readonly decoding: DecodingSettings;
  /** Most source tokens of a batch, padding counted; a longer sentence has a batch to itself. Default: no limit. */
  readonly maxTokens?: number;
  readonly signal?: AbortSignal;
  /** Called after every batch with the number of sentences done. */
  readonly onProgress?: (done: number) => void;
}

/** Shortest first: sentences of similar length share a batch with little padding. */
function byLength(sources: readonly Int32Array[]): number[] {
  return [...sources.keys()].sort((a, b) => (sources[a]?.length ?? 0) - (sources[b]?.length ?? 0) || a - b);
}

/** Batches of sentences, by index, under both limits. */
export function decodingBatches(
  sources: readonly Int32Array[],
  { decoding, maxTokens = Number.POSITIVE_INFINITY }: Pick<TranslateOptions, 'decoding' | 'maxTokens'>,
): number[][] {
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of byLength(sources)) {
    const longest = sources[index]?.length ?? 0; // they ascend
    const isFull = batch.length === decoding.batchSentences || (batch.length + 1) * longest > maxTokens;
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
 * The hypotheses of every sentence, best first, in the order of the sources.
 *
 * @param sources ids ending in `</s>`
 */
export async function searchTranslations(
  model: Transformer,
  sources: readonly Int32Array[],
  options: TranslateOptions,
): Promise<Hypothesis[][]> {
  const { decoding, signal, onProgress } = options;
  const found: Hypothesis[][] = sources.map(() => []);
  let done = 0;
  for (const batch of decodingBatches(sources, options)) {
    signal?.throwIfAborted();
    const hypotheses = await beamSearch(
      model,
      batch.map((index) => sources[index] ?? new Int32Array(0)),
      {
        beamSize: decoding.beam,
        lengthPenalty: decoding.lengthPenalty,
        maxLengthA: decoding.maxLengthA,
        maxLengthB: decoding.maxLengthB,
        endId: EOS_ID,
      },
    );
    batch.forEach((index, position) => {
      found[index] = hypotheses[position] ?? [];
    });
    done += batch.length;
    onProgress?.(done);
  }
  return found;
}

/** The best hypothesis of every sentence as target ids, `</s>` included. */
export async function translateIds(
  model: Transformer,
  sources: readonly Int32Array[],
  options: TranslateOptions,
): Promise<number[][]> {
  const found = await searchTranslations(model, sources, options);
  return found.map(([best]) => best?.tokens ?? []);
}

/**
 * Ids as tokens divided by spaces, with the pieces of byte-pair encoding joined. A word the model could not name stays
 * `<unk>`, as fairseq prints it.
 */
export function toTokens(translations: readonly (readonly number[])[], dictionary: Dictionary): string[] {
  return translations.map((ids) => dictionary.decode(ids, { joinBpe: true }));
}
