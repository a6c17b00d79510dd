import { deriveKey, randomNormal, randomUniform } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';

/** Whole numbers from 0 to below `below`, int32: a function of seed and name. */
export function randomIds<R extends tf.Rank.R1 | tf.Rank.R2>(
  at: { readonly seed: number; readonly name: string },
  below: number,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = randomUniform(deriveKey(at.seed, 0, at.name), size, 0, below);
  return tf.tensor<R>(Int32Array.from(values, Math.floor), shape, 'int32');
}

/** Images [B, 3, side, side] of standard normal numbers. */
export function randomImages(
  at: { readonly seed: number; readonly name: string },
  batch: number,
  side: number,
): tf.Tensor4D {
  const values = randomNormal(deriveKey(at.seed, 0, at.name), batch * 3 * side * side, 1);
  return tf.tensor4d(values, [batch, 3, side, side]);
}
