import * as tf from '@tensorflow/tfjs';
import type { BatchLoss } from './task.js';

const LOSS = 'loss';
const PART = 'part:';
const NORM = 'norm';

/** What an update reports, while it is a computation: sums over its batches under the names of its results. */
export class UpdateResults {
  private readonly results: Record<string, tf.Scalar> = {};

  add({ loss, parts }: BatchLoss): void {
    this.accumulate(LOSS, loss);
    for (const [name, part] of Object.entries(parts)) this.accumulate(PART + name, part);
  }

  /** By name; with the norm of the summed gradients, which becomes theirs. */
  withNorm(norm: tf.Scalar | undefined): Readonly<Record<string, tf.Scalar>> {
    return norm === undefined ? this.results : { ...this.results, [NORM]: norm };
  }

  private accumulate(name: string, value: tf.Scalar): void {
    const sum = this.results[name];
    this.results[name] = sum === undefined ? value.clone() : tf.add<tf.Scalar>(sum, value);
    sum?.dispose();
  }
}

/** The same as it was read: the loss, and the norm if there is one. The caller disposes of the tensors. */
export function readResults(
  numbers: Readonly<Record<string, number>>,
  count: number,
): { readonly loss: BatchLoss; readonly norm: tf.Scalar | undefined } {
  const parts = Object.entries(numbers).flatMap(([name, value]) =>
    name.startsWith(PART) ? [[name.slice(PART.length), tf.scalar(value)] as const] : [],
  );
  const norm = numbers[NORM];
  return {
    loss: { loss: tf.scalar(numbers[LOSS] ?? Number.NaN), count, parts: Object.fromEntries(parts) },
    norm: norm === undefined ? undefined : tf.scalar(norm),
  };
}
