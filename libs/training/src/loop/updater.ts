import { globalNorm } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { createOptimizer } from '../optimizers/create-optimizer.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { schedule, type Schedule } from '../schedules/schedule.js';
import { sumGradients } from './gradients.js';
import type { ResolvedOptions } from './options.js';
import type { BatchLoss, TrainTask } from './task.js';

/** What one update was. */
export interface UpdateResult {
  readonly count: number;
  readonly learningRate: number;
  /** Norm of the summed gradient before clipping, the caller's; only when clipping is on. */
  readonly gradientNorm?: tf.Scalar;
}

/** Makes updates: gradients of all batches, one division by the total count, clipping, the optimizer. */
export class Updater<B> {
  readonly optimizer: Optimizer;
  readonly rate: Schedule;
  readonly trainable: ReadonlyMap<string, tf.Variable>;
  private warned = false;

  constructor(
    private readonly task: TrainTask<B>,
    private readonly options: ResolvedOptions,
    parameters: ReadonlyMap<string, tf.Variable>,
  ) {
    this.rate = schedule(options.schedule);
    this.trainable = new Map([...parameters].filter(([, variable]) => variable.trainable));
    const { decays } = options;
    this.optimizer = createOptimizer(
      options.optimizer,
      this.trainable,
      decays === undefined ? {} : { decays },
    );
  }

  /**
   * One update from the given batches. A gradient whose norm is not finite does not touch the parameters.
   * @param update updates already made.
   */
  apply(batches: readonly B[], update: number, onLoss: (loss: BatchLoss) => void): UpdateResult {
    const { task, trainable: parameters } = this;
    const { gradients, count } = sumGradients({ task, parameters, batches, update, onLoss });
    const learningRate = this.advance(update, count);
    const gradientNorm = this.finish(gradients);
    return { count, learningRate, ...(gradientNorm === undefined ? {} : { gradientNorm }) };
  }

  /** The host's part of an update; gives the learning rate. */
  advance(update: number, count: number): number {
    const learningRate = this.rate(update);
    this.optimizer.advance({ learningRate, gradientScale: 1 / count });
    return learningRate;
  }

  /** Updates the parameters with gradients, which are disposed of, and gives their norm when they are clipped. */
  finish(gradients: ReadonlyMap<string, tf.Tensor>): tf.Scalar | undefined {
    try {
      this.warnOfMissing(gradients);
      const { clipNorm: limit } = this.options;
      const norm = limit === 0 ? undefined : globalNorm([...gradients.values()]);
      this.optimizer.update(gradients, norm === undefined ? undefined : { norm, limit });
      return norm;
    } finally {
      tf.dispose([...gradients.values()]);
    }
  }

  dispose(): void {
    this.optimizer.dispose();
  }

  private warnOfMissing(gradients: ReadonlyMap<string, tf.Tensor>): void {
    if (this.warned) return;
    this.warned = true;
    const missing = [...this.trainable.keys()].filter((name) => !gradients.has(name));
    if (missing.length > 0) {
      this.options.log.warn(
        `no gradient reaches ${missing.length} parameters, they stay as they are: ${missing.join(', ')}`,
      );
    }
  }
}
