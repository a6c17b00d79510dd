import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.js';
import { rank3 } from './rank.js';

/**
 * The first position of every sequence: what a classifier reads. TensorFlow.js' own slice would keep all of x for the
 * backward pass.
 *
 * @param x [B, T, D]
 * @returns [B, 1, D]
 */
export function firstPosition(x: tf.Tensor3D): tf.Tensor3D {
  const [B, T, D] = x.shape;
  const y = withGradient(
    [x],
    () => tf.slice(x, [0, 0, 0], [B, 1, D]),
    (dy) => [
      tf.pad(dy, [
        [0, 0],
        [0, T - 1],
        [0, 0],
      ]),
    ],
  );
  return rank3('firstPosition', y);
}
