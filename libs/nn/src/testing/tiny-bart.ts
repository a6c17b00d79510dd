import type { BartConfig } from '../bart/bart-config.js';

/** A BART small enough for property tests on the stock CPU backend: D = 8, two layers each. */
export function tinyBartConfig(changes: Partial<BartConfig> = {}): BartConfig {
  return {
    dim: 8,
    ffnDim: 12,
    heads: 2,
    encoderLayers: 2,
    decoderLayers: 2,
    vocabulary: 13,
    maxPositions: 6,
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0.1,
    scaleEmbedding: false,
    paddingId: 1,
    ...changes,
  };
}
