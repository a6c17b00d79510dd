import * as tf from '@tensorflow/tfjs';
import type { BatchLoss } from './task.js';

const NORM = 'norm';
const LOSS = 'loss';
const PART = 'part:';

/** Names of the results of the batch `micro` of an update begin so. */
const prefix = (micro: number): string => `${micro} `;

/** What an update reports, while it is a computation: of each batch its loss and parts, and the norm. */
export class UpdateResults {
  private readonly results: Record<string, tf.Scalar> = {};
  private batches = 0;

  /** Adds a batch; the tensors stay the caller's. */
  add({ loss, parts }: BatchLoss): void {
    const before = prefix(this.batches++);
    this.results[before + LOSS] = loss.clone();
    for (const [name, part] of Object.entries(parts)) this.results[before + PART + name] = part.clone();
  }

  /** By name; with the norm of the summed gradients, which becomes theirs. */
  withNorm(norm: tf.Scalar | undefined): Readonly<Record<string, tf.Scalar>> {
    return norm === undefined ? this.results : { ...this.results, [NORM]: norm };
  }
}

/**
 * The same as it was read: the loss of each batch, and the norm if there is one. The caller disposes of the tensors.
 *
 * @param counts of the batches
 */
export function readResults(
  numbers: Readonly<Record<string, number>>,
  counts: readonly number[],
): { readonly losses: readonly BatchLoss[]; readonly norm: tf.Scalar | undefined } {
  const entries = Object.entries(numbers);
  const losses = counts.map((count, micro) => {
    const start = prefix(micro) + PART;
    const parts = entries.flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), tf.scalar(value)] as const] : [],
    );
    const loss = tf.scalar(numbers[prefix(micro) + LOSS] ?? Number.NaN);
    return { loss, count, parts: Object.fromEntries(parts) };
  });
  const norm = numbers[NORM];
  return { losses, norm: norm === undefined ? undefined : tf.scalar(norm) };
}
