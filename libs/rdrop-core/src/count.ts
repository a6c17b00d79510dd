import { waitsForReads } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';

/** Positions that count; a scalar where the host does not know it. */
export type Count = number | tf.Scalar;

/**
 * How many positions count: as the caller says, else what the mask adds up to, else all. The sum stays on the device where
 * reading it would make the host wait (or, as on WebGPU in Node.js, cannot be done at once).
 *
 * @throws Error when the number is known and not above 0
 */
export function countOf(
  labels: tf.Tensor,
  { count, mask }: { readonly count?: number | undefined; readonly mask?: tf.Tensor | undefined },
): Count {
  if (count === undefined && mask !== undefined && waitsForReads()) {
    return tf.tidy(() => tf.sum(tf.cast(mask, 'float32')).asScalar());
  }
  const known = count ?? (mask === undefined ? labels.size : sumNow(mask));
  if (!(known > 0)) throw new Error(`rDropLoss: expected at least one position that counts, got ${known}`);
  return known;
}

function sumNow(mask: tf.Tensor): number {
  const [sum = 0] = tf.tidy(() => tf.sum(mask).dataSync());
  return sum;
}
