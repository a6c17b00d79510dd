import { type Hypothesis, searchAll, type Transformer } from '@rdrop/nn';
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

/**
 * The hypotheses of every sentence, best first, in the order of the sources.
 *
 * @param sources ids ending in `</s>`
 */
export function searchTranslations(
  model: Transformer,
  sources: readonly Int32Array[],
  { decoding, ...options }: TranslateOptions,
): Promise<Hypothesis[][]> {
  const { beam: beamSize, lengthPenalty, maxLengthA, maxLengthB, batchSentences } = decoding;
  const beam = { beamSize, lengthPenalty, maxLengthA, maxLengthB, endId: EOS_ID };
  return searchAll(model, sources, { beam, batchSentences, ...options });
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
