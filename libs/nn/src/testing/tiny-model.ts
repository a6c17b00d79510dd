import { createTransformer, type Transformer } from '../transformer/transformer.js';
import { type TransformerConfig, transformerIwslt } from '../transformer/transformer-config.js';

/** A model small enough for property tests on the stock CPU backend: D = 8, two layers each. */
export function tinyConfig(changes: Partial<TransformerConfig> = {}): TransformerConfig {
  return {
    ...transformerIwslt(13),
    dim: 8,
    ffnDim: 12,
    heads: 2,
    encoderLayers: 2,
    decoderLayers: 2,
    ...changes,
  };
}

export function tinyModel(changes: Partial<TransformerConfig> = {}, seed = 3): Transformer {
  return createTransformer(tinyConfig(changes), seed);
}

/** Three sources padded on the left, and their shifted targets padded on the right. */
export const tinySource = [
  [4, 7, 9, 5, 2],
  [1, 1, 6, 8, 2],
  [1, 12, 3, 11, 2],
];
export const tinyPrevious = [
  [2, 5, 8, 10],
  [2, 4, 1, 1],
  [2, 9, 9, 1],
];
export const tinyTarget = [
  [5, 8, 10, 2],
  [4, 2, 1, 1],
  [9, 9, 2, 1],
];
