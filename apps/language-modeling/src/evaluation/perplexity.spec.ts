import type { TokenStream } from '@rdrop/datasets';
import { createLanguageModel, type LanguageModel, transformerLmGpt } from '@rdrop/nn';
import { EOS_ID } from '@rdrop/text';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EvaluationWindow, perplexityOf, perplexitySignature } from './perplexity.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const VOCABULARY = 17;
const small = { ...transformerLmGpt(VOCABULARY), dim: 8, ffnDim: 12, heads: 2, layers: 2 };
const adaptive = {
  ...small,
  words: {
    kind: 'adaptive',
    cutoffs: [6, 11],
    factor: 2,
    tieWeights: true,
    tieProjections: true,
    tailDropout: 0.2,
  },
} as const;

function streamOf(length: number): TokenStream & { readonly ids: readonly number[] } {
  const ids = Array.from({ length }, (_, i) => 2 + ((i * i + 3 * i + (i >> 2)) % (VOCABULARY - 2)));
  return { ids, tokens: length, span: (start, count) => Int32Array.from(ids.slice(start, start + count)) };
}

/** Token by token: the one window that counts it is read alone, and its probability taken from the whole distribution. */
function slowPerplexity(
  model: LanguageModel,
  ids: readonly number[],
  block: number,
  context: number,
): number {
  const step = block - context;
  let sum = 0;
  ids.forEach((id, at) => {
    const start = Math.floor(at / step) * step;
    const from = Math.max(0, start - context);
    const read = [from === 0 ? EOS_ID : (ids[from - 1] ?? NaN), ...ids.slice(from, at)];
    sum -= tf.tidy(() => {
      const states = model
        .states(tf.tensor2d(read, [1, read.length], 'int32'))
        .as2D(read.length, model.config.dim);
      const last = model.logProbabilities(tf.slice(states, [read.length - 1, 0], [1, -1]).as2D(1, -1));
      return last.dataSync()[id] ?? NaN;
    });
  });
  return Math.exp(sum / ids.length);
}

describe.each([
  ['full softmax', small],
  ['adaptive softmax', adaptive],
] as const)('perplexityOf, %s', (_, config) => {
  it.each<EvaluationWindow>([
    { block: 12, context: 8, rows: 3 },
    { block: 12, context: 0, rows: 2 },
    { block: 9, context: 8, rows: 5 },
    { block: 100, context: 40, rows: 1 },
  ])('equals a slow direct computation to the printed digits: %o', async (window) => {
    const model = createLanguageModel(config, 7);
    const stream = streamOf(53);
    const { tokens, loss, perplexity } = await perplexityOf(model, stream, window);
    const slow = slowPerplexity(model, stream.ids, window.block, window.context);
    // The two digits that `evaluate` and the paper print, and as many as float32 has.
    expect(perplexity.toFixed(2)).toBe(slow.toFixed(2));
    expect(Math.abs(perplexity / slow - 1)).toBeLessThan(1e-5);
    expect(tokens).toBe(53);
    expect(Math.exp(loss)).toBe(perplexity);
    model.dispose();
  });

  it('drops nothing and leaves nothing behind', async () => {
    const model = createLanguageModel({ ...config, dropout: 0.5 }, 7);
    const window = { block: 12, context: 8, rows: 3 };
    const first = await perplexityOf(model, streamOf(30), window);
    const before = tf.memory().numTensors;
    expect(await perplexityOf(model, streamOf(30), window)).toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

it('perplexitySignature says what a number is of', () => {
  const signature = perplexitySignature(
    { block: 512, context: 400, rows: 2 },
    { tokens: 245_569, vocabulary: 267_744 },
  );
  expect(signature).toBe(
    'perplexity|level:word|eos:counted|tokens:245569|vocabulary:267744|block:512|context:400',
  );
});
