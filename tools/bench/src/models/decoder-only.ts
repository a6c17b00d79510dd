import { repeatBatch } from '@rdrop/core';
import * as tf from '@tensorflow/tfjs';
import { randomIds } from '../random-batch.js';
import type { LanguageModelSize } from '../sizes.js';
import { defineWorkload, type Workload } from '../workload.js';
import { embedTokens, type LayerContext, tokenLogits } from './layer-context.js';
import { stackSpecs, tokenSpecs } from './parameters.js';
import { layerStack } from './post-norm-layer.js';

/** Causal language model, output projection tied to the embedding. Labels are drawn, not the next tokens. */
export function decoderOnly(size: LanguageModelSize): Workload {
  const { batch, length, vocabulary, decoderLayers } = size;
  return defineWorkload({
    specs: [
      ...tokenSpecs(vocabulary, size.dim),
      ...stackSpecs('decoder', decoderLayers, size, ['self_attn']),
    ],
    unit: 'tokens',
    units: batch * length,
    batch,
    labelSmoothing: 0,
    allPositions: true,
    randomBatch: (seed) => ({
      inputs: { tokens: randomIds<tf.Rank.R2>({ seed, name: 'tokens' }, vocabulary, [batch, length]) },
      labels: randomIds<tf.Rank.R2>({ seed, name: 'labels' }, vocabulary, [batch, length]),
      count: batch * length,
    }),
    forward(parameters, { tokens }, { passes, dropout }) {
      const context: LayerContext = { size, activation: 'relu', parameters, dropout };
      const states = tf.tidy(() => {
        const read = embedTokens(context, 'decoder', repeatBatch(tokens, passes));
        return layerStack(context, { name: 'decoder', count: decoderLayers }, read, { causal: true });
      });
      return tokenLogits(context, states);
    },
  });
}
