import { deviation } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metricLines, recordingLogger, temporaryFolders } from '../testing/run-folder.js';
import { toyTask } from '../testing/toy-task.js';
import type { TrainOptions } from './options.js';
import type { BatchLoss, TrainTask } from './task.js';
import { train } from './train.js';

const folderOf = temporaryFolders();
beforeAll(async () => {
  await tf.setBackend('cpu');
});

function optionsFor(folder: string, changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    folder,
    seed: 7,
    optimizer: { kind: 'adamw' },
    schedule: { kind: 'constant', peak: 0.02 },
    precision: 'mixed',
    maxUpdates: 8,
    logEvery: 1,
    explodeFactor: 0,
    tensorboard: false,
    log: recordingLogger(),
    ...changes,
  };
}

/** A loss so large that only its product with the loss scale is infinite. */
const LARGE = 1e35;

/** Trains the toy task, whose loss is large at some updates. Gives its parameters before each update and at the end. */
async function run(
  folder: string,
  changes: Partial<TrainOptions> = {},
  { large = [], killAt = -1 }: { readonly large?: readonly number[]; readonly killAt?: number } = {},
) {
  const { task, values, dispose } = toyTask();
  const { hostLoss, ...rest } = task;
  const seen: unknown[] = [];
  const changed: typeof task = {
    ...rest,
    batchLoss: (batch, at): BatchLoss => {
      if (at.update === killAt) throw new Error('killed');
      seen.push(values());
      const result = task.batchLoss(batch, at);
      return large.includes(at.update) ? { ...result, loss: tf.mul(result.loss, LARGE) } : result;
    },
  } satisfies TrainTask<Parameters<typeof task.batchLoss>[0]>;
  expect(hostLoss).toBeDefined();
  try {
    await train(changed, optionsFor(folder, changes));
    return [...seen, values()];
  } finally {
    dispose();
  }
}

const numbersOf = (values: unknown): number[] => Object.values(Object(values)).flat().map(Number);

const scalingOf = (folder: string) =>
  metricLines(folder).flatMap(({ kind, metrics }) => {
    const { lossScale, skippedUpdates } = Object(metrics);
    return kind === 'train' ? [[lossScale, skippedUpdates]] : [];
  });

describe('mixed precision', () => {
  it('is refused by an engine that does not know it', async () => {
    await expect(run(folderOf())).rejects.toThrow(
      "precision: expected an engine that multiplies in float16 (webgpu) for 'mixed', got 'cpu', which computes in 'float32' only",
    );
  });

  describe('on an engine that says it can', () => {
    beforeEach(() => {
      Reflect.set(tf.backend(), 'prepareMixed', () => Promise.resolve(['a note']));
    });
    afterEach(() => {
      Reflect.deleteProperty(tf.backend(), 'prepareMixed');
    });

    it.each([0, 0.1])('with products of float32 equals float32, clipped to %d', async (clipNorm) => {
      const log = recordingLogger();
      const before = tf.memory().numTensors;
      const mixed = await run(folderOf(), { clipNorm, log });
      expect(tf.memory().numTensors).toBe(before);
      expect(log.infos).toContain('a note');
      const plain = await run(folderOf(), { clipNorm, precision: 'float32' });
      const [found, expected] = [mixed, plain].map((each) => numbersOf(each.at(-1)));
      expect(deviation(found ?? [], expected ?? [])).toBeLessThan(1e-5);
    });

    it('skips exactly the update whose gradients overflow, and halves the scale', async () => {
      const folder = folderOf();
      const seen = await run(folder, {}, { large: [3] });
      const same = seen.slice(1).map((each, i) => JSON.stringify(each) === JSON.stringify(seen[i]));
      expect(same).toEqual([false, false, false, true, false, false, false, false]);
      const first = 2 ** 15;
      expect(scalingOf(folder)).toEqual([
        ...[1, 2, 3].map(() => [first, 0]),
        ...[4, 5, 6, 7, 8].map(() => [first / 2, 1]),
      ]);
    });

    it('goes on exactly where it was', async () => {
      const unbroken = folderOf();
      const expected = await run(unbroken, {}, { large: [1, 5] });
      const folder = folderOf();
      const often = { checkpointEvery: 1 };
      await expect(run(folder, often, { large: [1, 5], killAt: 4 })).rejects.toThrow('killed');
      expect((await run(folder, often, { large: [1, 5] })).at(-1)).toEqual(expected.at(-1));
      expect(metricLines(folder)).toEqual(metricLines(unbroken));
      expect(scalingOf(folder).at(-1)).toEqual([2 ** 13, 2]);
    });

    it('fails when no scale helps', async () => {
      const always = Array.from({ length: 40 }, (_, i) => i);
      const { task, dispose } = toyTask();
      const infinite = {
        ...task,
        batchLoss: (...at: Parameters<typeof task.batchLoss>) => {
          const result = task.batchLoss(...at);
          // Finite itself, with a gradient that is not.
          const loss = tf.add(result.loss, tf.sub(tf.sqrt(tf.mul(result.loss, 0)), 0));
          return { ...result, loss: loss.asScalar() };
        },
      };
      const { hostLoss: _, ...given } = infinite;
      await expect(train(given, optionsFor(folderOf(), { maxUpdates: always.length }))).rejects.toThrow(
        /the loss scale fell to 0\.00006/,
      );
      dispose();
    });
  });
});
