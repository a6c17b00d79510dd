import * as tf from '@tensorflow/tfjs';
import type { BertConfig } from '../bert/bert-config.js';

/** A model small enough for property tests on the stock CPU backend. */
export function tinyBert(changes: Partial<BertConfig> = {}): BertConfig {
  return {
    family: 'bert',
    vocabularySize: 17,
    dim: 8,
    layers: 2,
    heads: 2,
    ffnDim: 12,
    maxPositions: 8,
    typeVocabulary: 2,
    layerNormEpsilon: 1e-12,
    dropout: 0.1,
    attentionDropout: 0.1,
    paddingId: 0,
    initializerRange: 0.5,
    ...changes,
  };
}

/** Two sequences, the second one padded by `padding` places. */
export function tinyBertIds(padding = 1): tf.Tensor2D {
  const second = [2, 9, 3, ...Array.from({ length: padding }, () => 0)];
  const first = [2, 5, 16, 7, 3].slice(0, second.length);
  const rows = [[...first, ...second.slice(first.length)], second];
  return tf.tensor2d(rows, [2, second.length], 'int32');
}
