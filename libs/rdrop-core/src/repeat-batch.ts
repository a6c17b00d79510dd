import * as tf from '@tensorflow/tfjs';

/** The batch `passes` times, one copy after the other along the first axis (Algorithm 1: [x; x]). */
export function repeatBatch<T extends tf.Tensor>(batch: T, passes: number): T {
  return passes === 1
    ? batch
    : tf.concat<T>(
        Array.from({ length: passes }, () => batch),
        0,
      );
}
