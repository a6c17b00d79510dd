import type * as tf from '@tensorflow/tfjs';

/** Reads a scalar from its engine and disposes of it. */
export async function readScalar(scalar: tf.Scalar): Promise<number> {
  try {
    return (await scalar.data())[0] ?? Number.NaN;
  } finally {
    scalar.dispose();
  }
}
