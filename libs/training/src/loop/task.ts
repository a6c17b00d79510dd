import type * as tf from '@tensorflow/tfjs';
import type { HostLoss } from './host-loss.js';
import type { NamedVariables } from '../optimizers/optimizer.js';

/** The loss of one batch. All values are sums over `count` units (tokens, sentences, ...), never means. */
export interface BatchLoss {
  /** What gradients are taken of. */
  readonly loss: tf.Scalar;
  /** The denominator, as a whole number of units. */
  readonly count: number;
  /** Further sums to report, e.g. `{ ce, kl }`. */
  readonly parts: Readonly<Record<string, tf.Scalar>>;
}

/** Which forward pass this is; randomness is to be derived from it and the run's seed. */
export interface StepInfo {
  /** Updates already made. */
  readonly update: number;
  /** Number of the batch within the update, from 0. */
  readonly micro: number;
}

/** What is trained. The loop knows no model and no data. */
export interface TrainTask<B> {
  /** Trainable variables get gradients; all are saved. */
  readonly parameters: NamedVariables;
  /** The batches of an epoch (from 1) in order. Must depend on nothing but the run's seed and the epoch. */
  epochBatches(epoch: number): readonly B[] | Promise<readonly B[]>;
  /**
   * Waits until the batches of one update are at hand, for tasks whose data is made while training. The share of the time
   * of updates that is spent here is reported as `waiting`.
   */
  ready?(batches: readonly B[]): Promise<void>;
  /** The loss as tensors; runs inside a tidy, must depend on nothing but parameters, batch, step and seed. */
  batchLoss(batch: B, step: StepInfo): BatchLoss;
  /** The same loss in two parts, for engines that record steps; `batchLoss` is then `lossOnHost` of it. */
  readonly hostLoss?: HostLoss<B>;
  /** Metrics on held-out data, e.g. `{ loss, bleu }`. May throw when the run is aborted; it is then made on resuming. */
  validate?(info: {
    readonly update: number;
    readonly epoch: number;
  }): Promise<Readonly<Record<string, number>>>;
}
