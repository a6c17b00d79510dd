import { type Bart, searchAll } from '@rdrop/nn';
import type { PretrainedTokenizer } from '@rdrop/text';
import type { SummarizationExperiment } from '../experiment-schema.js';
import { END_ID, START_ID } from '../model.js';

export interface SummarizeOptions {
  readonly settings: SummarizationExperiment['evaluation'];
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/**
 * The best summary of every document by beam search with the rules of Hugging Face's `generate`: `<s>` first, no sequence
 * of `noRepeatNgramSize` tokens twice.
 *
 * @param sources ids with `<s>` and `</s>`
 */
export async function summarize(
  model: Bart,
  tokenizer: PretrainedTokenizer,
  sources: readonly Int32Array[],
  { settings, signal, onProgress }: SummarizeOptions,
): Promise<string[]> {
  const found = await searchAll(model, sources, {
    beam: {
      rules: 'huggingface',
      beamSize: settings.beam,
      lengthPenalty: settings.lengthPenalty,
      minLength: settings.minLength,
      maxLengthB: settings.maxLength,
      noRepeatNgramSize: settings.noRepeatNgramSize,
      earlyStopping: settings.earlyStopping,
      firstToken: START_ID,
      endId: END_ID,
    },
    batchSentences: settings.batchDocuments,
    signal,
    onProgress,
  });
  // One summary is one line.
  return found.map(([best]) =>
    tokenizer
      .decode(best?.tokens ?? [])
      .replace(/\s+/gu, ' ')
      .trim(),
  );
}
