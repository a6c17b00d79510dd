import { noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ids } from '../testing/golden-case.js';
import { tinyModel, tinySource } from '../testing/tiny-model.js';
import type { Transformer } from '../transformer/transformer.js';
import { IncrementalDecoder } from './incremental-decoder.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? NaN);
}

/** Logits [R, V] after each prefix, from a full teacher-forced pass over rows of the given sentences. */
function fullLogits(model: Transformer, sentences: number[], prefixes: number[][]): tf.Tensor {
  return tf.tidy(() => {
    const sources = sentences.map((sentence) => tinySource[sentence] ?? []);
    const logits = model.forward(ids(sources), ids(prefixes), noDropout);
    const [R, T, V] = logits.shape;
    return logits.slice([0, T - 1, 0], [R, 1, V]).reshape([R, V]);
  });
}

describe.each([{ normalizeBefore: false }, { normalizeBefore: true, share: 'none' as const }])(
  'IncrementalDecoder %o',
  (changes) => {
    it('equals full decoding step by step, through reordering and leaving sentences', () => {
      const model = tinyModel(changes);
      const before = tf.memory().numTensors;
      const source = ids(tinySource);
      const encoded = model.encode(source, noDropout);
      const decoder = new IncrementalDecoder(model, encoded, 2);
      tf.dispose([source, encoded.states, encoded.keyMask]);
      let sentences = [0, 0, 1, 1, 2, 2];
      let prefixes: number[][] = sentences.map(() => [2]);
      const steps: { rows: number[]; sentences?: number[]; tokens: number[] }[] = [
        { rows: [0, 0, 2, 2, 4, 4], tokens: [5, 6, 7, 8, 9, 10] },
        { rows: [1, 0, 2, 3, 5, 5], tokens: [4, 4, 11, 12, 3, 6] },
        { rows: [1, 1, 5, 4], sentences: [0, 2], tokens: [5, 7, 9, 5] },
        { rows: [2, 3], sentences: [1], tokens: [8, 8] },
        { rows: [0, 1], tokens: [4, 5] },
      ];
      for (const { rows, sentences: staying, tokens } of [...steps, { rows: [], tokens: [] }]) {
        const logits = decoder.step(Int32Array.from(prefixes, (prefix) => prefix[prefix.length - 1] ?? NaN));
        const expected = fullLogits(model, sentences, prefixes);
        expect(largestDifference(logits, expected)).toBeLessThan(2e-6);
        tf.dispose([logits, expected]);
        if (rows.length === 0) break;
        decoder.select({
          rows: Int32Array.from(rows),
          sentences: staying === undefined ? undefined : Int32Array.from(staying),
        });
        prefixes = rows.map((row, i) => [...(prefixes[row] ?? []), tokens[i] ?? NaN]);
        sentences = rows.map((row) => sentences[row] ?? NaN);
      }
      expect(decoder.length).toBe(6);
      expect(() => decoder.step(new Int32Array(3))).toThrow('expected 2 tokens, got 3');
      decoder.dispose();
      decoder.dispose();
      // The position table is the model's and came with the first pass.
      expect(tf.memory().numTensors).toBe(before + 1);
      model.dispose();
    });
  },
);
