import { evaluationContext, rDropLoss } from '@rdrop/core';
import {
  contextWindows,
  readWindows,
  type TextWindow,
  type TokenStream,
  windowBatches,
} from '@rdrop/datasets';
import type { LanguageModel } from '@rdrop/nn';
import { EOS_ID } from '@rdrop/text';
import { lossOnHost, readScalar } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';
import { hostWindows, modelOutput, wordInputs } from '../training/word-inputs.js';

/** How a text is read when its perplexity is measured. */
export interface EvaluationWindow {
  /** Tokens that the model sees at once. */
  readonly block: number;
  /** Tokens of them that are context: read, not counted. */
  readonly context: number;
  /** Windows computed together. */
  readonly rows: number;
}

/** A perplexity and what it is of. */
export interface Perplexity {
  /** Tokens that were predicted: all of the stream, `</s>` included. */
  readonly tokens: number;
  /** Mean negative log-likelihood of a token, in nats. */
  readonly loss: number;
  readonly perplexity: number;
}

/**
 * The perplexity of a stream of tokens, e^(mean negative log-likelihood), `</s>` included; one pass, nothing dropped. With a
 * context, windows overlap as with fairseq's `--context-window`: every token is counted once, with at least that many
 * tokens before it wherever the stream has them.
 */
export async function perplexityOf(
  model: LanguageModel,
  stream: TokenStream,
  { block, context, rows }: EvaluationWindow,
  signal?: AbortSignal,
): Promise<Perplexity> {
  const nllOf = lossOnHost<TextWindow[]>({
    prepare: (windows) => hostWindows(model, readWindows(stream, windows, EOS_ID)),
    loss(batch) {
      const words = wordInputs(model, batch);
      const output = modelOutput(model, words, evaluationContext, 'per-cluster');
      const options = { alpha: 0, passes: 1, scaling: 'sum', mask: words.mask, count: batch.count } as const;
      return { loss: rDropLoss(output, words.labels, options).nll, parts: {} };
    },
  });
  let sum = 0;
  for (const windows of windowBatches(contextWindows(stream.tokens, block, context), rows)) {
    signal?.throwIfAborted();
    sum += await readScalar(tf.tidy(() => nllOf(windows, { update: 0, micro: 0 }).loss));
  }
  const loss = sum / stream.tokens;
  return { tokens: stream.tokens, loss, perplexity: Math.exp(loss) };
}

/** Says how a perplexity was measured: numbers under different signatures are not comparable. */
export function perplexitySignature(
  { block, context }: EvaluationWindow,
  { tokens, vocabulary }: { readonly tokens: number; readonly vocabulary: number },
): string {
  return `perplexity|level:word|eos:counted|tokens:${tokens}|vocabulary:${vocabulary}|block:${block}|context:${context}`;
}
