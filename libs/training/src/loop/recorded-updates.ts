import { createStepRecorder, type HostTensor, type StepReading, type StepRecorder } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { emptyUpdate, sumGradients } from './gradients.js';
import type { HostBatch, HostLoss } from './host-loss.js';
import type { ResolvedOptions } from './options.js';
import type { BatchLoss, TrainTask } from './task.js';
import { readResults, UpdateResults } from './update-results.js';
import type { Updater } from './updater.js';

type HostTensors = Readonly<Record<string, HostTensor>>;
type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Gets what the updates have computed; losses are disposed of afterwards, norms are the receiver's. */
export interface UpdateReceiver {
  loss(loss: BatchLoss): void;
  norm(norm: tf.Scalar, count: number): void;
}

/** Updates on an engine that records steps and runs them again; what they compute is read when it is wanted. */
export class RecordedUpdates<B> {
  private readonly unread: { readonly counts: readonly number[]; readonly reading: StepReading }[] = [];

  private constructor(
    private readonly recorder: StepRecorder,
    private readonly hostLoss: HostLoss<B>,
    private readonly updater: Updater<B>,
  ) {}

  /** Undefined where the engine does not record, the task cannot be recorded, or it is not wanted. */
  static for<B>(
    { hostLoss }: TrainTask<B>,
    updater: Updater<B>,
    { replay, log }: ResolvedOptions,
  ): RecordedUpdates<B> | undefined {
    if (hostLoss === undefined || !replay) return undefined;
    const recorder = createStepRecorder({ onNote: (note) => log.info(note) });
    return recorder === undefined ? undefined : new RecordedUpdates(recorder, hostLoss, updater);
  }

  /**
   * Makes an update from the given batches, and gives their count.
   * @param update updates already made.
   */
  async apply(batches: readonly B[], update: number): Promise<number> {
    const { recorder, hostLoss, updater } = this;
    const prepared = batches.map((batch) => hostLoss.prepare(batch));
    const counts = prepared.map((batch) => batch.count);
    const count = sumOf(counts);
    if (!(count > 0)) throw emptyUpdate(update);
    updater.advance(update, count);
    const reading = await recorder.run({
      key: [hostLoss.variant?.(update) ?? '', ...prepared.map(shapesOf)].join(' '),
      update,
      inputs: numbered(prepared),
      body: (tensors) => this.compute(prepared, tensors, update),
    });
    this.unread.push({ counts, reading });
    return count;
  }

  /** Waits for all updates so far and hands out what they have computed, in order. */
  async read(receiver: UpdateReceiver): Promise<void> {
    for (const { counts, reading } of this.unread.splice(0)) {
      const { losses, norm } = readResults(await reading.read(), counts);
      for (const each of losses) {
        receiver.loss(each);
        tf.dispose([each.loss, ...Object.values(each.parts)]);
      }
      if (norm !== undefined) receiver.norm(norm, sumOf(counts));
    }
  }

  dispose(): void {
    this.recorder.dispose();
  }

  private compute(prepared: readonly HostBatch[], tensors: Tensors, update: number) {
    const { hostLoss, updater } = this;
    const results = new UpdateResults();
    const { gradients } = sumGradients({
      task: {
        batchLoss: ({ inputs, count }, at) => {
          const batch = { inputs: batchTensors(inputs, tensors, at.micro), count };
          return { ...hostLoss.loss(batch, at), count };
        },
      },
      ...updater.gradientOptions,
      batches: prepared,
      update,
      onLoss: (loss) => results.add(loss),
    });
    return results.withNorm(updater.finish(gradients));
  }
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const inputName = (micro: number, name: string): string => `${micro} ${name}`;

/** Inputs of all batches of an update. */
function numbered(batches: readonly HostBatch[]): HostTensors {
  return Object.fromEntries(
    batches.flatMap(({ inputs }, micro) =>
      Object.entries(inputs).map(([name, input]) => [inputName(micro, name), input]),
    ),
  );
}

/** The tensors of one batch, under its own names. */
function batchTensors(inputs: HostTensors, tensors: Tensors, micro: number): Tensors {
  const named = Object.keys(inputs).map((name): [string, tf.Tensor] => {
    const tensor = tensors[inputName(micro, name)];
    if (tensor === undefined) throw new Error(`train: expected a tensor for the input '${name}'`);
    return [name, tensor];
  });
  return Object.fromEntries(named);
}

function shapesOf({ inputs }: HostBatch): string {
  return Object.entries(inputs)
    .map(([name, { values, shape }]) => `${name}:${values.constructor.name}[${shape.join()}]`)
    .join();
}
