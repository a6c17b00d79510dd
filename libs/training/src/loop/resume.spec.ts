import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoints/checkpoint-file.js';
import { checkpointUpdates } from '../checkpoints/checkpoint-store.js';
import type { OptimizerConfig } from '../optimizers/optimizer-config.js';
import { metricLines, recordingLogger, temporaryFolders } from '../testing/run-folder.js';
import { toyTask, type ToyOptions } from '../testing/toy-task.js';
import type { TrainOptions } from './options.js';
import { train } from './train.js';

const folderOf = temporaryFolders();
beforeAll(async () => {
  await tf.setBackend('cpu');
});

function optionsFor(folder: string, changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    folder,
    seed: 7,
    configHash: 'abc',
    optimizer: { kind: 'fairseq-adam', betas: [0.9, 0.98], weightDecay: 1e-3 },
    schedule: { kind: 'inverse-sqrt', peak: 0.05, warmupUpdates: 4 },
    clipNorm: 1,
    accumulate: 2,
    maxUpdates: 14,
    logEvery: 3,
    validateEvery: 4,
    selection: { metric: 'loss', better: 'lower' },
    checkpointEvery: 5,
    log: recordingLogger(),
    ...changes,
  };
}

/** Trains to the end and gives everything that must not depend on interruptions. */
async function outcomeOf(folder: string, toy: ToyOptions = {}, changes: Partial<TrainOptions> = {}) {
  const { task, values, dispose } = toyTask(toy);
  try {
    const { stopped, updates, best } = await train(task, optionsFor(folder, changes));
    const last = await readCheckpoint(join(folder, 'checkpoints', `update-${updates}.safetensors`));
    const state = [...last.tensors].map(([name, { values }]) => [name, [...values]]);
    return {
      parameters: values(),
      metrics: metricLines(folder),
      state,
      stopped,
      best: best === null ? null : { metric: best.metric, value: best.value, update: best.update },
      events: eventSteps(folder),
    };
  } finally {
    dispose();
  }
}

/** Steps of the event file, read by their fixed place in an event: after the record's 12 bytes and the wall time. */
function eventSteps(folder: string): number[] {
  const bytes = readFileSync(join(folder, 'tensorboard', onlyFile(join(folder, 'tensorboard'))));
  const steps: number[] = [];
  for (let at = 0; at < bytes.byteLength; at += 16 + Number(bytes.readBigUInt64LE(at))) {
    if (at > 0) steps.push(bytes[at + 12 + 10] ?? -1);
  }
  return steps;
}

function onlyFile(folder: string): string {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return names[0] ?? '';
}

class Killed extends Error {}

async function killed(folder: string, toy: ToyOptions, changes: Partial<TrainOptions> = {}): Promise<void> {
  const { task, dispose } = toyTask(toy);
  await expect(train(task, optionsFor(folder, changes))).rejects.toThrow(Killed);
  dispose();
}

describe('a resumed run equals an unbroken one', () => {
  const optimizers: OptimizerConfig[] = [
    { kind: 'hf-adamw', weightDecay: 0.01 },
    { kind: 'sgd', momentum: 0.9 },
    { kind: 'nag', momentum: 0.9 },
  ];

  it('wherever it is killed', async () => {
    const unbroken = await outcomeOf(folderOf());
    expect(unbroken.metrics.map(({ kind, update }) => `${String(kind)} ${String(update)}`)).toEqual([
      'train 3',
      'validation 4',
      'train 6',
      'validation 8',
      'train 9',
      'train 12',
      'validation 12',
      'train 14',
    ]);
    for (let at = 0; at < 14; at++) {
      const folder = folderOf();
      await killed(folder, { onBatch: (update) => kill(update === at) });
      expect(await outcomeOf(folder), `killed in update ${at + 1}`).toEqual(unbroken);
    }
  });

  it('when killed in a validation, again and again', async () => {
    const unbroken = await outcomeOf(folderOf());
    const folder = folderOf();
    for (const at of [4, 8, 12]) await killed(folder, { onValidate: (update) => kill(update === at) });
    expect(await outcomeOf(folder)).toEqual(unbroken);
  });

  it.each(optimizers)('with $kind', async (optimizer) => {
    const unbroken = await outcomeOf(folderOf(), {}, { optimizer });
    const folder = folderOf();
    await killed(folder, { onBatch: (update) => kill(update === 8) }, { optimizer });
    expect(await outcomeOf(folder, {}, { optimizer })).toEqual(unbroken);
  });

  it('when killed while it saves, metrics already written', async () => {
    const unbroken = await outcomeOf(folderOf());
    for (const place of ['file', 'temporary file']) {
      const folder = folderOf();
      // A folder in the way makes exactly the checkpoint of update 10 fail.
      const obstacle = join(folder, 'checkpoints', `update-10.safetensors${place === 'file' ? '' : '.tmp'}`);
      const { task, dispose } = toyTask({
        onBatch: (update) => update === 9 && mkdirSync(obstacle, { recursive: true }),
      });
      await expect(train(task, optionsFor(folder))).rejects.toThrow(/cannot write .*update-10\.safetensors/);
      dispose();
      expect(metricLines(folder).at(-1)).toMatchObject({ update: 9 });
      rmSync(obstacle, { recursive: true });
      expect(await outcomeOf(folder), place).toEqual(unbroken);
    }
  });

  it('when stopped by a signal, which saves at once', async () => {
    const unbroken = await outcomeOf(folderOf());
    const folder = folderOf();
    const stop = new AbortController();
    const log = recordingLogger();
    const { task, dispose } = toyTask({ onBatch: (update) => update === 6 && stop.abort() });
    const outcome = await train(task, optionsFor(folder, { signal: stop.signal, log }));
    dispose();
    expect(outcome).toMatchObject({ stopped: 'interrupted', updates: 7 });
    expect(await checkpointUpdates(join(folder, 'checkpoints'))).toContain(7);
    expect(log.infos.at(-1)).toMatch(/stopped after update 7, saved; run the same command again/);
    expect(await outcomeOf(folder)).toEqual(unbroken);
  });

  it.each([4, 14])('when a signal breaks off the validation at update %i', async (at) => {
    const changes = { validateEvery: at === 4 ? 4 : 7, maxUpdates: 14 };
    const unbroken = await outcomeOf(folderOf(), {}, changes);
    const folder = folderOf();
    for (let attempt = 0; attempt < 2; attempt++) {
      const stop = new AbortController();
      const onValidate = (update: number) => {
        if (update !== at) return;
        stop.abort();
        stop.signal.throwIfAborted();
      };
      const { task, dispose } = toyTask({ onValidate });
      const outcome = await train(task, optionsFor(folder, { ...changes, signal: stop.signal }));
      expect(outcome).toMatchObject({ stopped: 'interrupted', updates: at });
      dispose();
    }
    // Killed with the validation written but not yet saved: its line must not come twice.
    appendFileSync(
      join(folder, 'metrics.jsonl'),
      `${JSON.stringify({ kind: 'validation', update: at, epoch: 9, metrics: { loss: 1 }, seconds: 1 })}\n`,
    );
    expect(await outcomeOf(folder, {}, changes)).toEqual(unbroken);
  });

  it('after its end: nothing is done twice', async () => {
    const folder = folderOf();
    const first = await outcomeOf(folder);
    let batches = 0;
    expect(await outcomeOf(folder, { onBatch: () => batches++ })).toEqual(first);
    expect(batches).toBe(0);
  });

  it('with a torn last line of metrics, a torn event and temporary files left', async () => {
    const unbroken = await outcomeOf(folderOf());
    const folder = folderOf();
    await killed(folder, { onBatch: (update) => kill(update === 9) });
    const metrics = join(folder, 'metrics.jsonl');
    truncateSync(metrics, readFileSync(metrics).byteLength - 7);
    const events = join(folder, 'tensorboard', onlyFile(join(folder, 'tensorboard')));
    truncateSync(events, readFileSync(events).byteLength - 5);
    const temporary = join(folder, 'checkpoints', 'update-15.safetensors.tmp');
    writeFileSync(temporary, 'half');
    expect(await outcomeOf(folder)).toEqual(unbroken);
    expect(existsSync(temporary)).toBe(false);
  });

  it('when the newest checkpoint is damaged, with a warning', async () => {
    const unbroken = await outcomeOf(folderOf());
    const folder = folderOf();
    await killed(folder, { onBatch: (update) => kill(update === 11) });
    const newest = join(folder, 'checkpoints', 'update-10.safetensors');
    truncateSync(newest, readFileSync(newest).byteLength - 4);
    const log = recordingLogger();
    expect(await outcomeOf(folder, {}, { log })).toEqual(unbroken);
    expect(log.warnings).toEqual([
      expect.stringMatching(/update-10\.safetensors: .*truncated.*going back to update 8$/),
    ]);
  });
});

describe('a run that must not be resumed', () => {
  it('is refused for another seed or configuration', async () => {
    const folder = folderOf();
    await killed(folder, { onBatch: (update) => kill(update === 11) });
    await expect(outcomeOf(folder, {}, { seed: 8 })).rejects.toThrow(
      /expected the run's seed 8, the checkpoint was made with 7/,
    );
    await expect(outcomeOf(folder, {}, { configHash: 'xyz' })).rejects.toThrow(
      /another configuration \(abc, now xyz\)/,
    );
  });

  it('is not started over silently when no checkpoint is good', async () => {
    const folder = folderOf();
    await killed(folder, { onBatch: (update) => kill(update === 11) });
    for (const update of await checkpointUpdates(join(folder, 'checkpoints'))) {
      truncateSync(join(folder, 'checkpoints', `update-${update}.safetensors`), 100);
    }
    await expect(outcomeOf(folder)).rejects.toThrow(
      /no good checkpoint is left in .*remove it to start over/,
    );
  });
});

function kill(when: boolean): void {
  if (when) throw new Killed();
}
