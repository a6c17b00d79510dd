import { deriveKey, dropout, linear, philoxDropout, randomNormal, shuffled } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { type HostLoss, inputOf, lossOnHost } from '../loop/host-loss.js';
import type { TrainTask } from '../loop/task.js';

/** One batch of the toy regression. */
export interface ToyBatch {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

/** Options of {@link toyTask}. */
export interface ToyOptions {
  readonly seed?: number;
  readonly dropout?: number;
  readonly batchSize?: number;
  /** Called before every batch's loss; throw in it to kill the run. */
  readonly onBatch?: (update: number) => void;
  readonly onValidate?: (update: number) => void;
  /** Overrides what the validation finds. */
  readonly validation?: (update: number) => Record<string, number>;
}

const ROWS = 20;

/** A two-layer network with dropout on 20 rows of made-up data: small, but every part of the loop takes part. */
export function toyTask(options: ToyOptions = {}) {
  const { seed = 7, batchSize = 3, onBatch, onValidate, validation } = options;
  const data = randomNormal(deriveKey(1, 0, 'toy'), ROWS * 3, 1);
  const rows = Array.from({ length: ROWS }, (_, i) => [...data.subarray(3 * i, 3 * i + 3)]);
  const target = (row: readonly number[]) => Math.sin(row[0] ?? 0) + 0.5 * (row[1] ?? 0);
  const batchOf = (indices: readonly number[]): ToyBatch => {
    const x = indices.map((i) => rows[i] ?? []);
    return { x, y: x.map(target) };
  };
  const variable = (name: string, shape: [number, number] | [number]) =>
    tf.tidy(() => {
      const size = tf.util.sizeFromShape(shape);
      return tf.variable(tf.tensor(randomNormal(deriveKey(seed, 0, name), size, 0.5), shape));
    });
  const hidden = { weight: variable('hidden.weight', [4, 3]), bias: variable('hidden.bias', [4]) };
  const output = { weight: variable('output.weight', [1, 4]) };
  const parameters = new Map<string, tf.Variable>([
    ['hidden.weight', hidden.weight],
    ['hidden.bias', hidden.bias],
    ['output.weight', output.weight],
  ]);
  const predict = (x: tf.Tensor, update: number | undefined, micro = 0) => {
    const inner = linear(x, hidden.weight.as2D(4, 3), { bias: hidden.bias.as1D(), activation: 'relu' });
    const source = philoxDropout({ seed: seed + 1000 * micro, update: update ?? 0 });
    const masked = update === undefined ? inner : dropout(inner, source.at('hidden', options.dropout ?? 0.2));
    return linear(masked, output.weight.as2D(1, 4)).flatten();
  };
  const hostLoss: HostLoss<ToyBatch> = {
    prepare: ({ x, y }) => ({
      inputs: {
        x: { values: Float32Array.from(x.flat()), shape: [x.length, 3] },
        y: { values: Float32Array.from(y), shape: [y.length] },
      },
      count: y.length,
    }),
    loss(batch, { update, micro }) {
      const difference = predict(inputOf(batch, 'x'), update, micro).sub(inputOf(batch, 'y'));
      const squared = difference.square().sum().asScalar();
      return { loss: squared, parts: { squared, absolute: difference.abs().sum().asScalar() } };
    },
  };
  const task: TrainTask<ToyBatch> = {
    parameters,
    epochBatches(epoch) {
      const order = [...shuffled(deriveKey(seed, epoch, 'batches'), ROWS)];
      return Array.from({ length: Math.ceil(ROWS / batchSize) }, (_, i) =>
        batchOf(order.slice(i * batchSize, (i + 1) * batchSize)),
      );
    },
    batchLoss(batch, step) {
      onBatch?.(step.update);
      return lossOnHost(hostLoss)(batch, step);
    },
    hostLoss,
    validate({ update }) {
      onValidate?.(update);
      if (validation !== undefined) return Promise.resolve(validation(update));
      const loss = tf.tidy(() => {
        const all = batchOf(rows.map((_, i) => i));
        const x = tf.tensor2d(all.x.map((row) => [...row]));
        return (
          predict(x, undefined)
            .sub([...all.y])
            .square()
            .mean()
            .dataSync()[0] ?? Number.NaN
        );
      });
      return Promise.resolve({ loss });
    },
  };
  return {
    task,
    /** Parameter values, bit for bit comparable. */
    values: () => Object.fromEntries([...parameters].map(([name, p]) => [name, [...p.dataSync()]])),
    dispose: () => tf.dispose([...parameters.values()]),
  };
}
