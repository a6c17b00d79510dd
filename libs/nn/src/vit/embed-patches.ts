import { add, linear, type Projection, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { imagePatches } from './image-patches.js';

/** What patches are embedded with. */
export interface PatchEmbedding {
  /** Side of a patch, in pixels. */
  readonly patch: number;
  /** [D, 3 P^2] */
  readonly projection: Projection;
  /** [1, D] */
  readonly classToken: tf.Tensor2D;
  /** [n + 1, D] */
  readonly positions: tf.Tensor2D;
}

/** [class token; patches] + positions: images [B, 3, side, side] -> [B, n + 1, D]. */
export function embedPatches(images: tf.Tensor4D, embedding: PatchEmbedding): tf.Tensor3D {
  const { patch, projection, classToken, positions } = embedding;
  const [B, D] = [images.shape[0], positions.shape[1]];
  return tf.tidy(() => {
    const patches = linear(imagePatches(images, patch), projection.weight, { bias: projection.bias });
    // Broadcast by a sum: the gradient of tf.tile would take one slice per image.
    const first = tf.add(tf.zeros([B, 1, D]), classToken);
    return rank3('embedPatches', add(tf.concat([first, patches], 1), positions));
  });
}
