import { repeatBatch } from '@rdrop/core';
import { embedPatches } from '@rdrop/nn';
import { dropout, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { randomIds, randomImages } from '../random-batch.js';
import type { ImageSize } from '../sizes.js';
import { defineWorkload, type Workload } from '../workload.js';
import { classifyFirst, type LayerContext, projection, type ReadOptions } from './layer-context.js';
import { linearSpecs, POSITIONS, positionSpec, stackSpecs } from './parameters.js';
import { layerStack } from './post-norm-layer.js';

const CLASS_TOKEN = 'class_token';

/** [class token; patches] + positions, then dropout: [B, n + 1, D]. */
function embedImages(context: LayerContext, images: tf.Tensor4D, patch: number): tf.Tensor3D {
  const { parameters, size } = context;
  return tf.tidy(() => {
    const placed = embedPatches(images, {
      patch,
      projection: projection(context, 'patch'),
      classToken: parameters.matrix(CLASS_TOKEN),
      positions: parameters.matrix(POSITIONS),
    });
    return rank3('embed', dropout(placed, context.dropout.at('encoder.embed', size.dropout)));
  });
}

/** Vision Transformer (post-norm here, as the peer's) with a classification head on the class token. */
export function imageClassifier(size: ImageSize, options: ReadOptions = {}): Workload {
  const { allPositions = false } = options;
  const { batch, image, patch, encoderLayers, classes, dim } = size;
  const patches = (image / patch) ** 2;
  return defineWorkload({
    specs: [
      ...linearSpecs('patch', dim, 3 * patch ** 2),
      { name: CLASS_TOKEN, shape: [1, dim], initializer: { kind: 'constant', value: 0 }, part: 'embedding' },
      positionSpec(patches + 1, dim),
      ...stackSpecs('encoder', encoderLayers, size, ['self_attn']),
      ...linearSpecs('head', classes, dim),
    ],
    unit: 'images',
    units: batch,
    batch,
    labelSmoothing: 0,
    allPositions,
    randomBatch: (seed) => ({
      inputs: { images: randomImages({ seed, name: 'images' }, batch, image) },
      labels: randomIds<tf.Rank.R1>({ seed, name: 'labels' }, classes, [batch]),
      count: batch,
    }),
    forward(parameters, { images }, { passes, dropout: source }) {
      const context: LayerContext = { size, activation: 'gelu', parameters, dropout: source };
      return tf.tidy(() => {
        const read = embedImages(context, repeatBatch(images, passes), patch);
        const stack = { name: 'encoder', count: encoderLayers };
        return classifyFirst(context, layerStack(context, stack, read, { firstOnly: !allPositions }));
      });
    },
  });
}
