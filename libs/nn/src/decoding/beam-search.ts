import { noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { type BeamOptions, beamSettings, type Hypothesis } from './beam-options.js';
import { BeamState } from './beam-state.js';
import type { DecodingModel } from './decoding-model.js';
import { IncrementalDecoder } from './incremental-decoder.js';

/** Token ids of sentences as one matrix, padded on one side (row-major [sentences, width]). */
export function padSentences(
  sentences: readonly (readonly number[] | Int32Array)[],
  paddingId: number,
  side: 'left' | 'right',
): { ids: Int32Array; width: number } {
  const width = sentences.reduce((longest, { length }) => Math.max(longest, length), 0);
  const ids = new Int32Array(sentences.length * width).fill(paddingId);
  sentences.forEach((sentence, row) => {
    ids.set(sentence, side === 'left' ? (row + 1) * width - sentence.length : row * width);
  });
  return { ids, width };
}

/** Throws unless every sentence has tokens, all inside the vocabulary. */
function checkSources(source: readonly (readonly number[] | Int32Array)[], vocabulary: number): void {
  source.forEach((sentence, row) => {
    if (sentence.length === 0) {
      throw new Error(`beamSearch: expected sentences of at least one token, number ${row} is empty`);
    }
    for (const id of sentence) {
      if (Number.isInteger(id) && id >= 0 && id < vocabulary) continue;
      throw new Error(
        `beamSearch: expected token ids from 0 to ${vocabulary - 1}, sentence ${row} has ${id}`,
      );
    }
  });
}

function startDecoder(
  model: DecodingModel,
  ids: Int32Array,
  width: number,
  beams: number,
): IncrementalDecoder {
  const source = tf.tensor2d(ids, [ids.length / width, width], 'int32');
  const encoded = model.encode(source, noDropout);
  source.dispose();
  const decoder = new IncrementalDecoder(model, encoded, beams);
  tf.dispose([encoded.states, encoded.keyMask]);
  return decoder;
}

/**
 * Decodes a batch of sentences (token ids, the end symbol included as in training) by beam search, with the rules of fairseq's
 * `SequenceGenerator` or of Hugging Face's `generate`; see `BeamState`. Per sentence `beamSize` hypotheses, best first.
 * A beam of 1 with `earlyStopping` is Hugging Face's greedy search.
 *
 * The longest source of the batch bounds the length of all hypotheses, as in fairseq: a sentence alone and the same
 * sentence in a batch can differ when a hypothesis runs into the bound. Logits are read once a step; the rest happens on
 * the host. Leaves no tensor behind.
 */
export async function beamSearch(
  model: DecodingModel,
  source: readonly (readonly number[] | Int32Array)[],
  options: BeamOptions = {},
): Promise<Hypothesis[][]> {
  if (source.length === 0) return [];
  const { paddingId, sourceVocabulary, targetVocabulary } = model.tokens;
  checkSources(source, sourceVocabulary);
  const { ids, width } = padSentences(source, paddingId, model.sourcePadding);
  const settings = beamSettings(options, { sourceLength: width, paddingId, vocabulary: targetVocabulary });
  const state = new BeamState(source.length, settings);
  const decoder = startDecoder(model, ids, width, settings.beamSize);
  try {
    for (;;) {
      const logits = decoder.step(state.lastTokens());
      const values = await logits.data<'float32'>();
      logits.dispose();
      const selection = state.advance(values);
      if (selection === undefined) return state.hypotheses();
      decoder.select(selection);
    }
  } finally {
    decoder.dispose();
  }
}
