import { open, readdir } from 'node:fs/promises';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkpointUpdates } from '../checkpoints/checkpoint-store.js';
import { metricLines, recordingLogger, temporaryFolders } from '../testing/run-folder.js';
import { toyTask } from '../testing/toy-task.js';
import type { TrainOptions } from './options.js';
import { train } from './train.js';

const folderOf = temporaryFolders();
beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => {
  vi.restoreAllMocks();
});

function optionsFor(folder: string, changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    folder,
    seed: 7,
    optimizer: { kind: 'adamw' },
    schedule: { kind: 'constant', peak: 0.02 },
    maxUpdates: 6,
    logEvery: 2,
    tensorboard: false,
    log: recordingLogger(),
    ...changes,
  };
}

describe('train', () => {
  it('lowers the loss', async () => {
    const folder = folderOf();
    const { task, dispose } = toyTask();
    await train(task, optionsFor(folder, { maxUpdates: 200, logEvery: 50 }));
    const losses = metricLines(folder).flatMap(({ kind, metrics }) =>
      kind === 'validation' ? [Object(metrics).loss] : [],
    );
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]);
    dispose();
  });

  it('accumulates: two batches of 4 equal one of 8, whatever their sizes', async () => {
    const run = async (batchSize: number, accumulate: number) => {
      // 20 rows: the last update of the epoch has fewer rows, so means of means would differ.
      const { task, values, dispose } = toyTask({ batchSize, dropout: 0 });
      await train(task, optionsFor(folderOf(), { accumulate, clipNorm: 0.5, maxUpdates: 9 }));
      const result = values();
      dispose();
      return result;
    };
    const whole = await run(8, 1);
    const split = await run(4, 2);
    for (const [name, expected] of Object.entries(whole)) {
      split[name]?.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5));
    }
  });

  it('waits for the batches of every update, and reports the share of the time it waited', async () => {
    const folder = folderOf();
    const { task, dispose } = toyTask();
    const waitedFor: number[] = [];
    const ready = async (batches: readonly unknown[]): Promise<void> => {
      waitedFor.push(batches.length);
      await new Promise((resolve) => setTimeout(resolve, 40));
    };
    const log = recordingLogger();
    await train({ ...task, ready }, optionsFor(folder, { accumulate: 2, log }));
    expect(waitedFor).toEqual([2, 2, 2, 1, 2, 2]);
    const shares = readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
      .split('\n')
      .flatMap((line) => (line.includes('"train"') ? [Number(JSON.parse(line).waiting)] : []));
    expect(shares).toHaveLength(3);
    for (const share of shares) expect(share > 0.05 && share < 1).toBe(true);
    expect(log.infos.at(-1)).toMatch(/^waited for data \d+\.\d % of the time of updates$/);
    dispose();
  });

  it('reports means over all units of the window', async () => {
    const folder = folderOf();
    const { task, dispose } = toyTask({ dropout: 0 });
    const sums = { loss: 0, count: 0 };
    const { batchLoss } = task;
    const spied = {
      ...task,
      batchLoss: (...args: Parameters<typeof batchLoss>) => {
        const result = batchLoss(...args);
        sums.loss += result.loss.dataSync()[0] ?? Number.NaN;
        sums.count += result.count;
        return result;
      },
    };
    await train(spied, optionsFor(folder, { maxUpdates: 3, logEvery: 3, validateEvery: 1000 }));
    const [line] = metricLines(folder);
    expect(line).toMatchObject({ kind: 'train', update: 3, epoch: 1, learningRate: 0.02 });
    expect(Object(line?.['metrics']).loss).toBeCloseTo(sums.loss / sums.count, 5);
    dispose();
  });

  it('holds the same number of tensors at every step, and none afterwards', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    const { task, dispose } = toyTask({
      onBatch: (update) => update % 3 === 1 && counts.push(tf.memory().numTensors),
    });
    await train(task, optionsFor(folderOf(), { maxUpdates: 12, logEvery: 3, clipNorm: 1, accumulate: 1 }));
    expect(counts).toHaveLength(4);
    expect(new Set(counts).size).toBe(1);
    dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('frees everything when a batch throws', async () => {
    const before = tf.memory().numTensors;
    const { task, dispose } = toyTask({
      onBatch: (update) => {
        if (update === 3) throw new Error('out of luck');
      },
    });
    await expect(train(task, optionsFor(folderOf(), { accumulate: 2 }))).rejects.toThrow('out of luck');
    dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops after max epochs, with a last shorter update in each', async () => {
    const { task, dispose } = toyTask({ batchSize: 4 });
    const options = optionsFor(folderOf(), { accumulate: 2, maxEpochs: 2, maxUpdates: 100 });
    expect(await train(task, options)).toMatchObject({ stopped: 'max-epochs', updates: 6 });
    dispose();
  });

  it.each([
    { better: 'lower', scores: [5, 3, 4, 4, 3, 1], bestAt: 2, updates: 5 },
    { better: 'higher', scores: [5, 6, 6, 5, 5, 9], bestAt: 2, updates: 5 },
  ] as const)(
    'stops early and keeps the best, $better is better',
    async ({ better, scores, bestAt, updates }) => {
      const folder = folderOf();
      const { task, dispose } = toyTask({ validation: (update) => ({ bleu: scores[update - 1] ?? 0 }) });
      const selection = { metric: 'bleu', better, patience: 3 };
      const options = optionsFor(folder, {
        selection,
        validateEvery: 1,
        checkpointEvery: 1,
        keepLast: 1,
        maxUpdates: 50,
      });
      const outcome = await train(task, options);
      expect(outcome).toMatchObject({
        stopped: 'early-stop',
        updates,
        best: { update: bestAt, value: scores[bestAt - 1] },
      });
      expect(await checkpointUpdates(join(folder, 'checkpoints'))).toEqual([bestAt, updates]);
      expect(JSON.parse(readFileSync(join(folder, 'checkpoints', 'manifest.json'), 'utf8'))).toMatchObject({
        last: updates,
        best: bestAt,
      });
      // Starting it again must not squeeze out another update.
      expect(await train(task, options)).toMatchObject({ stopped: 'early-stop', updates });
      dispose();
    },
  );

  it('warns of parameters no gradient reaches and leaves them', async () => {
    const { task, dispose } = toyTask();
    const stray = tf.tidy(() => tf.variable(tf.scalar(2)));
    const log = recordingLogger();
    await train(
      { ...task, parameters: [...task.parameters, ['stray', stray]] },
      optionsFor(folderOf(), { log }),
    );
    expect(log.warnings).toEqual(['no gradient reaches 1 parameters, they stay as they are: stray']);
    expect(stray.dataSync()[0]).toBe(2);
    stray.dispose();
    dispose();
  });

  it.each<[string, Partial<TrainOptions>]>([
    ['expected accumulate to be a whole number of at least 1, got 0', { accumulate: 0 }],
    ['expected logEvery to be a whole number of at least 1, got 1.5', { logEvery: 1.5 }],
    ['expected maxUpdates or maxEpochs, got neither', { maxUpdates: Infinity }],
    ['expected selection.patience', { selection: { metric: 'x', better: 'lower', patience: 0 } }],
  ])('refuses options: %s', async (message, changes) => {
    const { task, dispose } = toyTask();
    await expect(train(task, optionsFor(folderOf(), changes))).rejects.toThrow(message);
    dispose();
  });
});

describe('a loss that goes wrong', () => {
  /** The toy task with its loss multiplied from an update on. */
  function spoiled(from: number, factor: number) {
    const toy = toyTask();
    const { batchLoss } = toy.task;
    return {
      ...toy,
      task: {
        ...toy.task,
        batchLoss: (...args: Parameters<typeof batchLoss>) => {
          const result = batchLoss(...args);
          return args[1].update < from ? result : { ...result, loss: result.loss.mul(factor).asScalar() };
        },
      },
    };
  }

  it('is told with its updates and the last good checkpoint, and is not saved', async () => {
    const folder = folderOf();
    const { task, dispose } = spoiled(4, Number.NaN);
    const options = optionsFor(folder, { maxUpdates: 20, logEvery: 5, checkpointEvery: 3 });
    await expect(train(task, options)).rejects.toThrow(
      /^train: the loss became NaN between updates 1 and 5; the last good checkpoint is .*update-3\.safetensors; /,
    );
    expect(await checkpointUpdates(join(folder, 'checkpoints'))).toEqual([3]);
    dispose();
  });

  it('is noticed at once when gradients are clipped, with the parameters untouched', async () => {
    const { task, values, dispose } = spoiled(0, Infinity);
    const before = values();
    await expect(train(task, optionsFor(folderOf(), { clipNorm: 1 }))).rejects.toThrow(
      /the gradient norm became (NaN|Infinity) at update 1; no checkpoint was saved yet/,
    );
    expect(values()).toEqual(before);
    dispose();
  });

  it('is noticed with the next report where reading makes the host wait, the parameters as good as they were', async () => {
    const { task, values, dispose } = spoiled(2, Infinity);
    const seen: Record<string, number[]>[] = [];
    const watched = {
      ...task,
      batchLoss: (...given: Parameters<typeof task.batchLoss>) => {
        seen.push(values());
        return task.batchLoss(...given);
      },
    };
    Reflect.set(tf.backend(), 'waitsForReads', true);
    try {
      await expect(train(watched, optionsFor(folderOf(), { clipNorm: 1, logEvery: 6 }))).rejects.toThrow(
        /the (loss|gradient norm) became (NaN|Infinity) between updates 1 and 6; no checkpoint was saved yet/,
      );
    } finally {
      Reflect.deleteProperty(tf.backend(), 'waitsForReads');
    }
    expect(seen[3]).toEqual(seen[2]); // the third update was the first to go wrong
    expect(seen[2]).not.toEqual(seen[1]);
    dispose();
  });

  it('is noticed before a checkpoint and before a validation', async () => {
    for (const changes of [{ checkpointEvery: 2 }, { validateEvery: 2 }] as const) {
      const { task, dispose } = spoiled(1, Number.NaN);
      const options = optionsFor(folderOf(), { logEvery: 100, maxUpdates: 50, ...changes });
      await expect(train(task, options)).rejects.toThrow(/the loss became NaN between updates 1 and 2/);
      dispose();
    }
  });

  it('may also be finite but explode', async () => {
    const { task, dispose } = spoiled(4, 1e6);
    await expect(train(task, optionsFor(folderOf(), { maxUpdates: 20 }))).rejects.toThrow(
      /the loss exploded from [\d.]+ to [\d.]+ between updates 5 and 6/,
    );
    dispose();
  });

  it('is told when the metric to select by is missing', async () => {
    const { task, dispose } = toyTask({ validation: () => ({ accuracy: 1 }) });
    const options = optionsFor(folderOf(), {
      selection: { metric: 'bleu', better: 'higher' },
      validateEvery: 2,
    });
    await expect(train(task, options)).rejects.toThrow(
      "train: expected the validation at update 2 to give a finite 'bleu', got accuracy",
    );
    dispose();
  });
});

describe('disks', () => {
  async function fileHandlePrototype() {
    const handle = await open(new URL(import.meta.url));
    await handle.close();
    const prototype: { write: unknown; sync: unknown } = Object.getPrototypeOf(handle);
    return prototype;
  }
  const systemError = (code: string) => Object.assign(new Error(code), { code });

  it('that fill up cost nothing but the time since the last checkpoint', async () => {
    const folder = folderOf();
    const prototype = await fileHandlePrototype();
    const original = prototype.write;
    if (typeof original !== 'function') throw new Error('FileHandle has no write');
    const { task, dispose } = toyTask();
    let full = false;
    prototype.write = function write(this: unknown, ...args: unknown[]): unknown {
      const bytes = args[0];
      // Lines of metrics still fit, a checkpoint's tensors do not.
      const large = bytes instanceof Uint8Array && bytes.byteLength > 600;
      return full && large ? Promise.reject(systemError('ENOSPC')) : original.apply(this, args);
    };
    try {
      await train(task, optionsFor(folder, { maxUpdates: 2, checkpointEvery: 2 }));
      full = true;
      await expect(train(task, optionsFor(folder, { checkpointEvery: 2 }))).rejects.toThrow(
        /^cannot write .*update-4\.safetensors: no space is left on the disk \(ENOSPC\)$/,
      );
    } finally {
      prototype.write = original;
    }
    expect(await checkpointUpdates(join(folder, 'checkpoints'))).toEqual([2]);
    expect((await readdir(join(folder, 'checkpoints'))).sort()).toEqual([
      'manifest.json',
      'update-2.safetensors',
    ]);
    expect(await train(task, optionsFor(folder))).toMatchObject({ updates: 6 });
    dispose();
  });

  it('that refuse to sync fail the checkpoint', async () => {
    const prototype = await fileHandlePrototype();
    const original = prototype.sync;
    const { task, dispose } = toyTask();
    prototype.sync = () => Promise.reject(systemError('EIO'));
    try {
      await expect(train(task, optionsFor(folderOf()))).rejects.toThrow(/input\/output error \(EIO\)/);
    } finally {
      prototype.sync = original;
    }
    dispose();
  });

  it.skipIf(process.getuid?.() === 0)(
    'that are read-only are told in one sentence (not as root)',
    async () => {
      const folder = folderOf();
      chmodSync(folder, 0o500);
      const { task, dispose } = toyTask();
      await expect(train(task, optionsFor(folder))).rejects.toThrow(
        /^cannot write .*: permission is denied \(EACCES\)$/,
      );
      dispose();
    },
  );

  it('where the run folder is a file are told in one sentence', async () => {
    const file = join(folderOf(), 'taken');
    writeFileSync(file, '');
    const { task, dispose } = toyTask();
    await expect(train(task, optionsFor(file))).rejects.toThrow(
      /^cannot \w+ .*taken.*: a part of the path is a file, not a folder \(ENOTDIR\)$/,
    );
    dispose();
  });
});
