import { globalNorm } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { createOptimizer } from '../optimizers/create-optimizer.js';
import type { Optimizer, OptimizerState, SavedOptimizerState } from '../optimizers/optimizer.js';
import { schedule, type Schedule } from '../schedules/schedule.js';
import { type GradientRequest, sumGradients } from './gradients.js';
import { LossScaler } from './loss-scaler.js';
import type { ResolvedOptions } from './options.js';
import type { BatchLoss, TrainTask } from './task.js';

/** What one update was. */
export interface UpdateResult {
  readonly count: number;
  readonly learningRate: number;
  /** Norm of the summed gradient before clipping, the caller's; only when clipping is on, or precision is mixed. */
  readonly gradientNorm?: tf.Scalar;
}

/** Makes updates: gradients of all batches, one division by the total count, clipping, the optimizer. */
export class Updater<B> {
  readonly optimizer: Optimizer;
  readonly rate: Schedule;
  readonly trainable: ReadonlyMap<string, tf.Variable>;
  /** In mixed precision. */
  readonly scaler: LossScaler | undefined;
  private warned = false;

  constructor(
    private readonly task: TrainTask<B>,
    private readonly options: ResolvedOptions,
    parameters: ReadonlyMap<string, tf.Variable>,
  ) {
    this.rate = schedule(options.schedule);
    this.trainable = new Map([...parameters].filter(([, variable]) => variable.trainable));
    const { decays, precision } = options;
    this.scaler = precision === 'mixed' ? new LossScaler() : undefined;
    this.optimizer = createOptimizer(options.optimizer, this.trainable, {
      ...(decays === undefined ? {} : { decays }),
      skips: this.scaler !== undefined,
    });
  }

  /** How gradients are to be computed. */
  get gradientOptions(): Pick<GradientRequest<B>, 'parameters' | 'precision' | 'lossScale'> {
    const { precision } = this.options;
    return { parameters: this.trainable, precision, lossScale: this.scaler?.scale };
  }

  /**
   * One update from the given batches. A gradient whose norm is not finite does not touch the parameters.
   * @param update updates already made.
   */
  apply(batches: readonly B[], update: number, onLoss: (loss: BatchLoss) => void): UpdateResult {
    const { task, gradientOptions } = this;
    const { gradients, count } = sumGradients({ task, ...gradientOptions, batches, update, onLoss });
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

  /**
   * Updates the parameters with gradients, which are disposed of, and gives their norm when they are clipped, or precision is
   * mixed (0 then for an update that was skipped).
   */
  finish(gradients: ReadonlyMap<string, tf.Tensor>): tf.Scalar | undefined {
    try {
      this.warnOfMissing(gradients);
      const { clipNorm: limit } = this.options;
      if (this.scaler !== undefined) return this.finishScaled(gradients, this.scaler);
      const norm = limit === 0 ? undefined : globalNorm([...gradients.values()]);
      this.optimizer.update(gradients, norm === undefined ? undefined : { norm, limit });
      return norm;
    } finally {
      tf.dispose([...gradients.values()]);
    }
  }

  private finishScaled(gradients: ReadonlyMap<string, tf.Tensor>, scaler: LossScaler): tf.Scalar {
    const norm = globalNorm([...gradients.values()]);
    this.optimizer.update(gradients, scaler.clip(norm, this.options.clipNorm));
    const plain = scaler.advance(norm);
    norm.dispose();
    return plain;
  }

  /** What a checkpoint must hold besides the parameters. */
  state(): OptimizerState {
    const { tensors, numbers } = this.optimizer.state();
    return { tensors: new Map([...tensors, ...(this.scaler?.tensors() ?? [])]), numbers };
  }

  restore(saved: SavedOptimizerState): void {
    this.optimizer.restore(saved);
    this.scaler?.restore(saved);
  }

  dispose(): void {
    this.optimizer.dispose();
    this.scaler?.dispose();
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
