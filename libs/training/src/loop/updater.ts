import { globalNorm } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { clipFactor } from '../optimizers/clipping.js';
import { createOptimizer } from '../optimizers/create-optimizer.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { schedule, type Schedule } from '../schedules/schedule.js';
import { sumGradients } from './gradients.js';
import type { ResolvedOptions } from './options.js';
import { readScalar } from './read-scalar.js';
import type { BatchLoss, TrainTask } from './task.js';

/** What one update was. */
export interface UpdateResult {
  readonly count: number;
  readonly learningRate: number;
  /** Norm of the mean gradient before clipping; only known when clipping is on. */
  readonly gradientNorm?: number;
}

/** Makes updates: gradients of all batches, one division by the total count, clipping, the optimizer. */
export class Updater<B> {
  readonly optimizer: Optimizer;
  readonly rate: Schedule;
  private readonly trainable: ReadonlyMap<string, tf.Variable>;
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
   * One update from the given batches. A gradient norm that is not finite is returned without touching the parameters.
   * @param update updates already made.
   */
  async apply(
    batches: readonly B[],
    update: number,
    onLoss: (loss: BatchLoss) => void,
  ): Promise<UpdateResult> {
    const { task, trainable: parameters } = this;
    const { gradients, count } = sumGradients({ task, parameters, batches, update, onLoss });
    try {
      this.warnOfMissing(gradients);
      const learningRate = this.rate(update);
      const { clipNorm } = this.options;
      if (clipNorm === 0) {
        this.optimizer.apply(gradients, { learningRate, gradientScale: 1 / count });
        return { count, learningRate };
      }
      // The norm must be known on the host to fold clipping into the update.
      const gradientNorm = (await readScalar(globalNorm([...gradients.values()]))) / count;
      if (Number.isFinite(gradientNorm)) {
        const gradientScale = clipFactor(gradientNorm, clipNorm) / count;
        this.optimizer.apply(gradients, { learningRate, gradientScale });
      }
      return { count, learningRate, gradientNorm };
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
