import { repeatBatch } from '@rdrop/core';
import * as tf from '@tensorflow/tfjs';
import { randomIds } from '../random-batch.js';
import type { SentenceSize } from '../sizes.js';
import { defineWorkload, type Workload } from '../workload.js';
import { classifyFirst, embedTokens, type LayerContext, type ReadOptions } from './layer-context.js';
import { linearSpecs, stackSpecs, tokenSpecs } from './parameters.js';
import { layerStack } from './post-norm-layer.js';

/** Encoder with a classification head on position 0. */
export function sentenceClassifier(size: SentenceSize, options: ReadOptions = {}): Workload {
  const { allPositions = false } = options;
  const { batch, length, vocabulary, encoderLayers, classes } = size;
  return defineWorkload({
    specs: [
      ...tokenSpecs(vocabulary, size.dim),
      ...stackSpecs('encoder', encoderLayers, size, ['self_attn']),
      ...linearSpecs('head', classes, size.dim),
    ],
    unit: 'tokens',
    units: batch * length,
    batch,
    labelSmoothing: 0,
    allPositions,
    randomBatch: (seed) => ({
      inputs: { tokens: randomIds<tf.Rank.R2>({ seed, name: 'tokens' }, vocabulary, [batch, length]) },
      labels: randomIds<tf.Rank.R1>({ seed, name: 'labels' }, classes, [batch]),
      count: batch,
    }),
    forward(parameters, { tokens }, { passes, dropout }) {
      const context: LayerContext = { size, activation: 'gelu', parameters, dropout };
      return tf.tidy(() => {
        const read = embedTokens(context, 'encoder', repeatBatch(tokens, passes));
        const stack = { name: 'encoder', count: encoderLayers };
        return classifyFirst(context, layerStack(context, stack, read, { firstOnly: !allPositions }));
      });
    },
  });
}
