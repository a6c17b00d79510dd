import * as tf from '@tensorflow/tfjs';

/** Norms of gradients that nobody has read yet: they stay on the device, and nothing waits for it until `read`. */
export class GradientNorms {
  private latest: tf.Scalar | undefined;
  private sum: tf.Scalar | undefined;
  private count = 1;

  /** Adds the norm of the summed gradients of `count` units; the tensor is its owner's no more. */
  add(norm: tf.Scalar, count: number): void {
    const { latest, sum } = this;
    this.sum = tf.keep(sum === undefined ? norm.clone() : tf.add<tf.Scalar>(sum, norm));
    this.latest = tf.keep(norm);
    this.count = count;
    sum?.dispose();
    latest?.dispose();
  }

  /**
   * The latest norm, of the mean gradient, when all that were added since the last reading are finite; else one that is not.
   * Undefined when none was added.
   */
  async read(): Promise<number | undefined> {
    const { latest, sum, count } = this;
    if (latest === undefined || sum === undefined) return undefined;
    const both = tf.stack([latest, sum]);
    const [norm = Number.NaN, total = Number.NaN] = await both.data();
    both.dispose();
    this.dispose();
    return Number.isFinite(total) ? norm / count : total;
  }

  dispose(): void {
    tf.dispose([this.latest, this.sum].flatMap((tensor) => tensor ?? []));
    this.latest = this.sum = undefined;
  }
}
