import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.js';

/**
 * a + b. TensorFlow.js' own addition keeps both for the backward pass, of which it needs the shapes alone.
 *
 * @param a any shape
 * @param b of the same shape, or one that broadcasts to it
 * @returns the shape of a
 */
export function add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const { shape } = a;
  if (tf.broadcast_util.assertAndGetBroadcastShape(shape, b.shape).join() !== shape.join()) {
    throw new Error(`add: expected b to broadcast to [${shape.join(', ')}], got [${b.shape.join(', ')}]`);
  }
  const axes = tf.broadcast_util.getReductionAxes(b.shape, shape);
  const shapeOfB = b.shape;
  return withGradient(
    [a, b],
    () => tf.add(a, b),
    (dy) => [dy.clone(), axes.length === 0 ? dy.clone() : tf.reshape(tf.sum(dy, axes), shapeOfB)],
  );
}
