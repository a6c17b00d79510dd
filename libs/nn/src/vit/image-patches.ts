import * as tf from '@tensorflow/tfjs';

/**
 * Images [B, 3, side, side] to patches [B, n, 3 P^2], rows of patches first, each patch by channel, row, column: a
 * convolution with the patch as stride is then one matrix product. Two transpositions of four axes instead of one of six.
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
