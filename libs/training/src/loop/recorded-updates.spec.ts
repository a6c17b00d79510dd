import { collectDeclarations, type RecordableStep, type StepDeclaration, type StepReading } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { OptimizerConfig } from '../optimizers/optimizer-config.js';
import { metricLines, recordingLogger, temporaryFolders } from '../testing/run-folder.js';
import { toyTask } from '../testing/toy-task.js';
import type { TrainOptions } from './options.js';
import { train } from './train.js';

const folderOf = temporaryFolders();
beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => {
  Reflect.deleteProperty(tf.backend(), 'createStepRecorder');
});

const OPTIMIZERS: readonly OptimizerConfig[] = [
  { kind: 'adamw', weightDecay: 0.1 },
  { kind: 'hf-adamw', weightDecay: 0.1 },
  { kind: 'sgd', momentum: 0.9 },
  { kind: 'nag', momentum: 0.9, weightDecay: 0.1 },
];

/**
 * Makes the backend record: it runs every step by its body and reads results late, and holds each number that was declared
 * in the step before to what that step said it would be now.
 */
function pretendToRecord() {
  const keys: string[] = [];
  let before: readonly StepDeclaration[] | undefined;
  const run = async ({ key, update, inputs, body }: RecordableStep): Promise<StepReading> => {
    const promised = keys.at(-1) === key ? before?.map(({ next }) => next(update)) : undefined;
    keys.push(key);
    const results = tf.tidy(() =>
      collectDeclarations((declared) => {
        const tensors = Object.entries(inputs).map(([name, { values, shape }]): [string, tf.Tensor] => [
          name,
          tf.tensor(values, [...shape]),
        ]);
        const results = { ...body(Object.fromEntries(tensors)) };
        if (promised !== undefined) expect(declared.map(({ numbers }) => numbers)).toEqual(promised);
        before = [...declared];
        return results;
      }),
    );
    const numbers = Object.entries(results).map(([name, scalar]): [string, number] => [
      name,
      scalar.dataSync()[0] ?? NaN,
    ]);
    tf.dispose(results);
    return { read: () => new Promise((resolve) => setTimeout(() => resolve(Object.fromEntries(numbers)))) };
  };
  let disposed = 0;
  Reflect.set(tf.backend(), 'createStepRecorder', () => {
    before = undefined; // of another run
    return { run, replays: 0, dispose: () => (disposed += 1) };
  });
  return { keys, disposed: () => disposed };
}

async function trained(changes: Partial<TrainOptions>, folder = folderOf()) {
  const { task, values, dispose } = toyTask({ batchSize: 6 });
  await train(task, {
    ...{ folder, seed: 7, optimizer: { kind: 'adamw' }, log: recordingLogger(), tensorboard: false },
    schedule: { kind: 'linear', peak: 0.02, warmupUpdates: 3, totalUpdates: 20 },
    ...{ maxUpdates: 9, logEvery: 4, clipNorm: 0.5 },
    ...changes,
  });
  const result = { values: values(), lines: metricLines(folder) };
  dispose();
  return result;
}

it.each(OPTIMIZERS)(
  'makes the same run with $kind, and declares what its numbers will be',
  async (optimizer) => {
    const plain = await trained({ optimizer });
    const { numTensors } = tf.memory();
    const { keys, disposed } = pretendToRecord();
    expect(await trained({ optimizer })).toEqual(plain);
    expect(tf.memory().numTensors).toBe(numTensors);
    // 20 rows in batches of 6: the last one is smaller.
    expect(new Set(keys).size).toBe(2);
    expect([keys.length, disposed()]).toEqual([9, 1]);
  },
);

it('accumulates batches of several shapes', async () => {
  const plain = await trained({ accumulate: 3 });
  pretendToRecord();
  expect(await trained({ accumulate: 3 })).toEqual(plain);
});

it('goes on after an interruption with the same bits', async () => {
  pretendToRecord();
  const whole = await trained({ logEvery: 3 });
  const folder = folderOf();
  await trained({ logEvery: 3, maxUpdates: 6 }, folder);
  expect(await trained({ logEvery: 3 }, folder)).toEqual(whole);
});

it('scales losses in recorded steps as in others, also after an interruption', async () => {
  Reflect.set(tf.backend(), 'prepareMixed', () => Promise.resolve([]));
  const changes = { precision: 'mixed', logEvery: 3 } as const;
  const plain = await trained(changes);
  pretendToRecord();
  expect(await trained(changes)).toEqual(plain);
  const folder = folderOf();
  await trained({ ...changes, maxUpdates: 6 }, folder);
  expect(await trained(changes, folder)).toEqual(plain);
  Reflect.deleteProperty(tf.backend(), 'prepareMixed');
});

it('records nothing when told so', async () => {
  const { keys } = pretendToRecord();
  await trained({ replay: false });
  expect(keys).toEqual([]);
});

it('fails before a report when a norm was not finite', async () => {
  pretendToRecord();
  await expect(trained({ schedule: { kind: 'constant', peak: 1e38 }, explodeFactor: 0 })).rejects.toThrow(
    /became (NaN|Infinity)/,
  );
});
