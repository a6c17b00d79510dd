import { repeatBatch } from '@rdrop/core';
import { add, dropout, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { randomIds, randomImages } from '../random-batch.js';
import type { ImageSize } from '../sizes.js';
import { defineWorkload, type Workload } from '../workload.js';
import { classifyFirst, type LayerContext, type ReadOptions, project } from './layer-context.js';
import { linearSpecs, POSITIONS, positionSpec, stackSpecs } from './parameters.js';
import { layerStack } from './post-norm-layer.js';

const CLASS_TOKEN = 'class_token';

/**
 * Images [B, 3, side, side] to patches [B, n, 3 * patch^2], rows of patches first, each patch by channel, row, column.
 * Two transpositions of four axes instead of one of six.
 */
export function imagePatches(images: tf.Tensor4D, patch: number): tf.Tensor3D {
  const [B, channels, side] = images.shape;
  const n = side / patch;
  return tf.tidy(() => {
    const lines = tf.reshape(images, [B * channels * n, patch, n, patch]);
    const cells = tf.transpose(lines, [0, 2, 1, 3]); // [B * channels * rows, columns, y, x]
    const byChannel = tf.reshape(cells, [B, channels, n * n, patch * patch]);
    return tf.reshape(tf.transpose(byChannel, [0, 2, 1, 3]), [B, n * n, channels * patch * patch]);
  });
}

/** [class token; patches] + positions, then dropout: [B, n + 1, D]. */
function embedImages(context: LayerContext, images: tf.Tensor4D, patch: number): tf.Tensor3D {
  const { parameters, size } = context;
  const B = images.shape[0];
  return tf.tidy(() => {
    const patches = rank3('patches', project(context, 'patch', imagePatches(images, patch)));
    // Broadcast by a sum: the gradient of tf.tile would take one slice per image.
    const first = rank3(CLASS_TOKEN, tf.add(tf.zeros([B, 1, size.dim]), parameters.matrix(CLASS_TOKEN)));
    const placed = add(tf.concat([first, patches], 1), parameters.matrix(POSITIONS));
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
