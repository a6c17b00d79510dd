import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rDropStep, repeatBatch } from '@rdrop/core';
import { startEngine } from '@rdrop/engine';
import { deriveKey, dropout, linear, randomNormal, rank2 } from '@rdrop/ops';
import { type HostLoss, inputOf, lossOnHost, readScalar, train } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';

const missing = await startEngine('webgpu').then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);

const FEATURES = 5;
const CLASSES = 3;

/** Batches of two and three rows, in turn. */
const batches = Array.from({ length: 6 }, (_, i) => {
  const rows = 2 + (i % 2);
  return {
    x: randomNormal(deriveKey(1, i, 'x'), rows * FEATURES, 1),
    y: Int32Array.from({ length: rows }, (_, row) => (i + row) % CLASSES),
  };
});
type Batch = (typeof batches)[number];

function classifier() {
  const values = randomNormal(deriveKey(1, 0, 'weight'), CLASSES * FEATURES, 0.5);
  const weight = tf.tidy(() => tf.variable(tf.tensor2d(values, [CLASSES, FEATURES])));
  const step = rDropStep<tf.Tensor>(
    (x, { passes, dropout: masks }) =>
      linear(dropout(repeatBatch(x, passes), masks.at('x', 0.3)), rank2('weight', weight)),
    { alpha: 1, seed: 4, scaling: 'sum' },
  );
  const hostLoss: HostLoss<Batch> = {
    prepare: ({ x, y }) => ({
      inputs: { x: { values: x, shape: [y.length, FEATURES] }, y: { values: y, shape: [y.length] } },
      count: y.length,
    }),
    loss(batch, at) {
      const { sum, ce, kl } = step({ inputs: inputOf(batch, 'x'), labels: inputOf(batch, 'y') }, at);
      return { loss: sum, parts: { ce, kl } };
    },
  };
  return { weight, hostLoss };
}

/** What a run writes, but for the times; every kind of batch comes often enough to be run again. */
async function run(replay: boolean, accumulate: number) {
  const folder = mkdtempSync(join(tmpdir(), 'training-webgpu-'));
  const { weight, hostLoss } = classifier();
  const notes: string[] = [];
  try {
    await train(
      {
        parameters: [['weight', weight]],
        epochBatches: () => batches,
        batchLoss: lossOnHost(hostLoss),
        hostLoss,
        async validate() {
          return { sum: await readScalar(tf.tidy(() => tf.sum(tf.abs(weight)).asScalar())) };
        },
      },
      {
        ...{ folder, seed: 4, replay, accumulate, clipNorm: 0.5, maxUpdates: 20, logEvery: 3 },
        ...{ optimizer: { kind: 'adamw', weightDecay: 0.1 }, tensorboard: false },
        schedule: { kind: 'inverse-sqrt', peak: 0.05, warmupUpdates: 4 },
        log: { info: (note) => notes.push(note), warn: (note) => notes.push(note) },
      },
    );
    const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    const metrics = lines.map((line) => {
      const { seconds: _, perSecond: __, ...rest } = JSON.parse(line);
      return rest;
    });
    const checkpoints = join(folder, 'checkpoints');
    const last = readdirSync(checkpoints).find((name) => name.includes('20.safetensors')) ?? '';
    const bytes = readFileSync(join(checkpoints, last));
    // The header holds times; the data behind it is the parameters and the optimizer's state.
    const data = bytes.subarray(8 + Number(bytes.readBigUInt64LE(0))).toString('hex');
    return { metrics, data, notes: notes.filter((note) => note.includes('recorded')) };
  } finally {
    weight.dispose();
    rmSync(folder, { recursive: true });
  }
}

it.skipIf(missing !== undefined).each([1, 2])(
  `a run on the GPU is the same with steps run again, ${missing ?? ''}%i batches an update`,
  async (accumulate) => {
    const before = tf.memory().numTensors;
    const plain = await run(false, accumulate);
    const replayed = await run(true, accumulate);
    expect(plain.metrics.length).toBeGreaterThan(8);
    expect(replayed).toEqual(plain);
    expect(replayed.notes).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  },
);
