import { repeatBatch } from '@rdrop/core';
import * as tf from '@tensorflow/tfjs';
import { randomIds } from '../random-batch.js';
import type { PairSize } from '../sizes.js';
import { defineWorkload, type Workload } from '../workload.js';
import { embedTokens, type LayerContext, tokenLogits } from './layer-context.js';
import { stackSpecs, tokenSpecs } from './parameters.js';
import { layerStack } from './post-norm-layer.js';

/**
 * Encoder and decoder over one vocabulary, all embeddings and the output projection tied: translation (relu) and
 * summarisation (gelu), trained with label smoothing 0.1. No position is masked.
 */
export function encoderDecoder(size: PairSize, activation: LayerContext['activation']): Workload {
  const { batch, source, target, vocabulary, encoderLayers, decoderLayers } = size;
  return defineWorkload({
    specs: [
      ...tokenSpecs(vocabulary, size.dim),
      ...stackSpecs('encoder', encoderLayers, size, ['self_attn']),
      ...stackSpecs('decoder', decoderLayers, size, ['self_attn', 'encoder_attn']),
    ],
    unit: 'tokens',
    units: batch * target,
    batch,
    labelSmoothing: 0.1,
    allPositions: true,
    randomBatch: (seed) => ({
      inputs: {
        source: randomIds<tf.Rank.R2>({ seed, name: 'source' }, vocabulary, [batch, source]),
        previous: randomIds<tf.Rank.R2>({ seed, name: 'previous' }, vocabulary, [batch, target]),
      },
      labels: randomIds<tf.Rank.R2>({ seed, name: 'labels' }, vocabulary, [batch, target]),
      count: batch * target,
    }),
    forward(parameters, inputs, { passes, dropout }) {
      const context: LayerContext = { size, activation, parameters, dropout };
      const states = tf.tidy(() => {
        const read = embedTokens(context, 'encoder', repeatBatch(inputs.source, passes));
        const memory = layerStack(context, { name: 'encoder', count: encoderLayers }, read);
        const previous = embedTokens(context, 'decoder', repeatBatch(inputs.previous, passes));
        const stack = { name: 'decoder', count: decoderLayers };
        return layerStack(context, stack, previous, { causal: true, memory });
      });
      return tokenLogits(context, states);
    },
  });
}
