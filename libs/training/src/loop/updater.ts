import { globalNorm, type StepReading, type StepRecorder } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { createOptimizer } from '../optimizers/create-optimizer.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { schedule, type Schedule } from '../schedules/schedule.js';
import { emptyUpdate, sumGradients } from './gradients.js';
import type { HostBatch, HostLoss } from './host-loss.js';
import type { ResolvedOptions } from './options.js';
import type { BatchLoss, TrainTask } from './task.js';
import { UpdateResults } from './update-results.js';

/** What one update was. */
export interface UpdateResult {
  readonly count: number;
  readonly learningRate: number;
  /** Norm of the summed gradient before clipping, the caller's; only when clipping is on. */
  readonly gradientNorm?: tf.Scalar;
}

/** What makes updates that are recorded. */
export interface Recording<B> {
  readonly recorder: StepRecorder;
  readonly hostLoss: HostLoss<B>;
}

/** An update whose results are to be read: see `readResults`. */
export interface RecordedUpdate {
  readonly count: number;
  readonly reading: StepReading;
}

/** Inputs of several batches, by the number of the batch and their name. */
function numbered(batches: readonly HostBatch['inputs'][]): HostBatch['inputs'] {
  return Object.fromEntries(
    batches.flatMap((inputs, micro) =>
      Object.entries(inputs).map(([name, input]) => [`${micro} ${name}`, input]),
    ),
  );
}

function shapesOf({ inputs }: HostBatch): string {
  return Object.entries(inputs)
    .map(([name, { values, shape }]) => `${name}:${values.constructor.name}[${shape.join()}]`)
    .join();
}

function given(
  tensors: readonly (readonly [string, tf.Tensor | undefined])[],
): Readonly<Record<string, tf.Tensor>> {
  return Object.fromEntries(
    tensors.map(([name, tensor]) => {
      if (tensor === undefined) throw new Error(`train: the recorder gave no tensor for the input '${name}'`);
      return [name, tensor];
    }),
  );
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

  /** The same by a recorder, which may know the update already; its results are read later. */
  async applyRecorded(
    { recorder, hostLoss }: Recording<B>,
    batches: readonly B[],
    update: number,
  ): Promise<RecordedUpdate> {
    const prepared = batches.map((batch) => hostLoss.prepare(batch));
    const count = prepared.reduce((sum, batch) => sum + batch.count, 0);
    if (!(count > 0)) throw emptyUpdate(update);
    this.advance(update, count);
    const reading = await recorder.run({
      key: [hostLoss.variant?.(update) ?? '', ...prepared.map(shapesOf)].join(' '),
      update,
      inputs: numbered(prepared.map(({ inputs }) => inputs)),
      body: (tensors) => {
        const results = new UpdateResults();
        const { gradients } = sumGradients({
          task: {
            batchLoss: ({ inputs, count: units }, at) => {
              const named = Object.keys(inputs).map((name) => [name, tensors[`${at.micro} ${name}`]] as const);
              return { ...hostLoss.loss({ inputs: given(named), count: units }, at), count: units };
            },
          },
          ...{ parameters: this.trainable, batches: prepared, update },
          onLoss: (loss) => results.add(loss),
        });
        return results.withNorm(this.finish(gradients));
      },
    });
    return { count, reading };
  }

  /** The host's part of an update; gives the learning rate. */
  private advance(update: number, count: number): number {
    const learningRate = this.rate(update);
    this.optimizer.advance({ learningRate, gradientScale: 1 / count });
    return learningRate;
  }

  /** Updates the parameters with gradients, which are disposed of, and gives their norm when they are clipped. */
  private finish(gradients: ReadonlyMap<string, tf.Tensor>): tf.Scalar | undefined {
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
