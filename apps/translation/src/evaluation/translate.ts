import { beamSearch, type Transformer } from '@rdrop/nn';
import { type Dictionary, EOS_ID } from '@rdrop/text';
import type { TranslationExperiment } from '../experiment-schema.js';

/** How translations are searched for. */
export type DecodingSettings = TranslationExperiment['validation'];

export interface TranslateOptions {
  readonly decoding: DecodingSettings;
  readonly signal?: AbortSignal;
  /** Called after every batch with the number of sentences done. */
  readonly onProgress?: (done: number) => void;
}

/** Shortest first: sentences of similar length share a batch with little padding. */
function byLength(sources: readonly Int32Array[]): number[] {
  return [...sources.keys()].sort((a, b) => (sources[a]?.length ?? 0) - (sources[b]?.length ?? 0) || a - b);
}

/**
 * The best hypothesis of every sentence, in the order of the sources.
 *
 * @param sources ids ending in `</s>`
 * @returns target ids, `</s>` included
 */
export async function translateIds(
  model: Transformer,
  sources: readonly Int32Array[],
  options: TranslateOptions,
): Promise<number[][]> {
  const { decoding, signal, onProgress } = options;
  const order = byLength(sources);
  const translations: number[][] = sources.map(() => []);
  for (let start = 0; start < order.length; start += decoding.batchSentences) {
    signal?.throwIfAborted();
    const chunk = order.slice(start, start + decoding.batchSentences);
    const found = await beamSearch(
      model,
      chunk.map((index) => sources[index] ?? new Int32Array(0)),
      {
        beamSize: decoding.beam,
        lengthPenalty: decoding.lengthPenalty,
        maxLengthA: decoding.maxLengthA,
        maxLengthB: decoding.maxLengthB,
        endId: EOS_ID,
      },
    );
    chunk.forEach((index, position) => {
      translations[index] = found[position]?.[0]?.tokens ?? [];
    });
    onProgress?.(start + chunk.length);
  }
  return translations;
}

/** Ids as tokens divided by spaces, with the pieces of byte-pair encoding joined. */
export function toTokens(translations: readonly (readonly number[])[], dictionary: Dictionary): string[] {
  return translations.map((ids) => dictionary.decode(ids, { joinBpe: true }));
}
