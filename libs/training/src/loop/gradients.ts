import { beginStep, type Precision, withPrecision } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { BatchLoss, StepInfo, TrainTask } from './task.js';

/** Summed gradients of the batches of one update. */
export interface SummedGradients {
  /** By parameter name; owned by the caller. */
  readonly gradients: Map<string, tf.Tensor>;
  /** The total count to divide by. */
  readonly count: number;
}

/** What {@link sumGradients} works on. */
export interface GradientRequest<B> {
  readonly task: Pick<TrainTask<B>, 'batchLoss'>;
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  readonly batches: readonly B[];
  readonly update: number;
  /** Called with every batch's loss, whose tensors are disposed afterwards. */
  readonly onLoss: (loss: BatchLoss) => void;
  /** Of matrix products; default 'float32'. */
  readonly precision?: Precision;
  /** Multiplies every loss, and so the gradients; `onLoss` gets it without. */
  readonly lossScale?: tf.Tensor | undefined;
}

/** Adds up the gradients of several batches' summed losses. Not yet divided: the denominator is known only at the end. */
export function sumGradients<B>({
  task,
  parameters,
  batches,
  update,
  onLoss,
  precision = 'float32',
  lossScale,
}: GradientRequest<B>): SummedGradients {
  beginStep();
  const sums = new Map<string, tf.Tensor>();
  let count = 0;
  try {
    batches.forEach((batch, micro) => {
      const add = (loss: BatchLoss) => {
        onLoss(loss);
        count += checkedCount(loss.count, { update, micro });
      };
      const forward = () => task.batchLoss(batch, { update, micro });
      const gradients = withPrecision(precision, () => batchGradients(forward, parameters, add, lossScale));
      for (const [name, gradient] of gradients) {
        const sum = sums.get(name);
        sums.set(name, sum === undefined ? gradient : tf.add(sum, gradient));
        if (sum !== undefined) tf.dispose([sum, gradient]);
      }
    });
    if (count === 0) throw emptyUpdate(update);
    return { gradients: sums, count };
  } catch (error) {
    tf.dispose([...sums.values()]);
    throw error;
  }
}

/** The error of an update whose batches count nothing. */
export function emptyUpdate(update: number): Error {
  return new Error(`train: expected update ${update + 1} to have a count above 0, its batches hold nothing`);
}

function batchGradients(
  forward: () => BatchLoss,
  parameters: ReadonlyMap<string, tf.Variable>,
  onLoss: (loss: BatchLoss) => void,
  lossScale: tf.Tensor | undefined,
): Map<string, tf.Tensor> {
  let result: BatchLoss | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const { loss, count, parts } = forward();
    // Clones: a part may be the loss itself or a tensor the task still owns.
    const kept = Object.entries(parts).map(([name, part]) => [name, tf.keep(part.clone())] as const);
    result = { loss: tf.keep(loss.clone()), count, parts: Object.fromEntries(kept) };
    return lossScale === undefined ? loss : tf.mul<tf.Scalar>(loss, lossScale);
  }, [...parameters.values()]);
  try {
    if (result !== undefined) onLoss(result);
    const named = new Map<string, tf.Tensor>();
    for (const [name, variable] of parameters) {
      const gradient = grads[variable.name];
      if (gradient !== undefined) named.set(name, gradient);
    }
    return named;
  } catch (error) {
    tf.dispose(grads);
    throw error;
  } finally {
    value.dispose();
    if (result !== undefined) tf.dispose([result.loss, ...Object.values(result.parts)]);
  }
}

function checkedCount(count: number, { update, micro }: StepInfo): number {
  if (Number.isFinite(count) && count >= 0) return count;
  throw new Error(
    `train: expected batch ${micro} of update ${update + 1} to have a count of at least 0, got ${count}`,
  );
}
