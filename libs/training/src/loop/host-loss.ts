import type { HostTensor } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { BatchLoss, StepInfo, TrainTask } from './task.js';

/** A batch as it is on the host. */
export interface HostBatch {
  /** What the loss reads, by name. */
  readonly inputs: Readonly<Record<string, HostTensor>>;
  /** The denominator, as a whole number of units. */
  readonly count: number;
}

/** The same, with tensors. */
export interface TensorBatch {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly count: number;
}

/**
 * The loss of a batch in two parts, so that an engine that records steps (webgpu) can run them without the host's code: the
 * host's, made for every batch, and the device's, made once for all batches of the same shapes.
 */
export interface HostLoss<B> {
  prepare(batch: B): HostBatch;
  /**
   * Depends on the shapes and values of the inputs, the parameters, the update through `philoxDropout`, and the variant; on
   * nothing else, the count least of all: it is there for what is not used.
   */
  loss(batch: TensorBatch, step: StepInfo): Omit<BatchLoss, 'count'>;
  /** Tells apart updates that compute differently, such as those with another alpha. Default: all alike. */
  variant?(update: number): string;
}

/** An input of a batch. @throws Error when it has none of that name */
export function inputOf({ inputs }: TensorBatch, name: string): tf.Tensor {
  const tensor = inputs[name];
  if (tensor === undefined) throw new Error(`loss: expected an input '${name}'`);
  return tensor;
}

/** Such a loss as a `TrainTask` has it. */
export function lossOnHost<B>({ prepare, loss }: HostLoss<B>): TrainTask<B>['batchLoss'] {
  return (batch, step) => {
    const { inputs, count } = prepare(batch);
    const tensors = Object.entries(inputs).map(([name, { values, shape }]): [string, tf.Tensor] => {
      const dtype = values instanceof Int32Array ? 'int32' : 'float32';
      return [name, tf.tensor(values, [...shape], dtype)];
    });
    return { ...loss({ inputs: Object.fromEntries(tensors), count }, step), count };
  };
}
