import { encodeSafetensors, parseSafetensors } from '@rdrop/files';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordingLogger, temporaryFolders } from '../testing/run-folder.js';
import { averageCheckpoints, lastCheckpoints } from './average.js';
import { NotFiniteError, readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import { CheckpointStore, checkpointUpdates, findCheckpoint } from './checkpoint-store.js';
import { assignParameters, loadParameters } from './load-parameters.js';
import type { TrainingState } from './training-state.js';

const folderOf = temporaryFolders();
beforeAll(async () => {
  await tf.setBackend('cpu');
});

const variable = (values: number[], shape: number[] = [values.length]) =>
  tf.tidy(() => tf.variable(tf.tensor(values, shape)));

function stateAt(update: number, best: number | null = null): TrainingState {
  return {
    update,
    epoch: 2,
    position: 3,
    best: best === null ? null : { metric: 'bleu', value: 30.5, update: best },
    validationPending: false,
    misses: 1,
    firstLoss: 9.5,
    gradientNorm: null,
    window: { loss: 0.1, parts: { kl: Math.fround(0.2) }, count: 12, updates: 2 },
    seconds: 1.5,
    seed: 4,
    configHash: 'abc',
    optimizer: { updates: update },
  };
}

function contentAt(update: number, best: number | null = null) {
  const w = variable([update, -1, 0.5, 2], [2, 2]);
  const m = variable([1, 2, 3, 4], [2, 2]);
  return {
    parameters: new Map([['layer.weight', w]]),
    optimizer: new Map([['m/layer.weight', m]]),
    state: stateAt(update, best),
    dispose: () => tf.dispose([w, m]),
  };
}

async function saved(folder: string, updates: readonly number[], best: number | null = null) {
  const log = recordingLogger();
  const store = new CheckpointStore(folder, { keepLast: 2, log });
  for (const update of updates) {
    const content = contentAt(update, best !== null && update >= best ? best : null);
    await store.save(content);
    content.dispose();
  }
  return { store, log };
}

const nameOf = (update: number) => `update-${update}.safetensors`;

describe('a checkpoint file', () => {
  it('gives back parameters, optimizer tensors and state', async () => {
    const file = join(folderOf(), 'deep', nameOf(7));
    const content = contentAt(7, 3);
    await writeCheckpoint(file, content);
    content.dispose();
    const { tensors, state } = await readCheckpoint(file);
    expect(state).toEqual(stateAt(7, 3));
    expect([...tensors]).toEqual([
      ['layer.weight', { dtype: 'F32', shape: [2, 2], values: Float32Array.of(7, -1, 0.5, 2) }],
      ['optimizer/m/layer.weight', { dtype: 'F32', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }],
    ]);
    expect(parseSafetensors(readFileSync(file)).metadata.get('format')).toBe('rdrop-checkpoint');
  });

  it('is refused after any change of a byte and any truncation', async () => {
    const file = join(folderOf(), nameOf(1));
    const content = contentAt(1);
    await writeCheckpoint(file, content);
    content.dispose();
    const good = readFileSync(file);
    for (let at = 0; at < good.byteLength; at += 5) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at);
      writeFileSync(file, bad);
      await expect(readCheckpoint(file), `byte ${at}`).rejects.toThrow(/update-1\.safetensors: /);
      writeFileSync(file, good.subarray(0, at));
      await expect(readCheckpoint(file), `cut to ${at}`).rejects.toThrow(/update-1\.safetensors: /);
    }
    writeFileSync(file, good);
    await expect(readCheckpoint(file)).resolves.toBeDefined();
  });

  it('says in one sentence what is wrong', async () => {
    const file = join(folderOf(), nameOf(1));
    writeFileSync(file, encodeSafetensors(new Map([['w', { shape: [1], values: Float32Array.of(1) }]])));
    await expect(readCheckpoint(file)).rejects.toThrow(
      /expected a checkpoint written by training, got another/,
    );
    const content = contentAt(1);
    await writeCheckpoint(file, content);
    content.dispose();
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.byteLength - 1) ^ 1, bytes.byteLength - 1);
    writeFileSync(file, bytes);
    await expect(readCheckpoint(file)).rejects.toThrow(
      /the checksum does not match its content; the file is damaged/,
    );
    bytes.write('"version":"9"', bytes.indexOf('"version":"1"'));
    writeFileSync(file, bytes);
    await expect(readCheckpoint(file)).rejects.toThrow(/expected checkpoint version 1, got 9/);
  });

  it('is not written with a parameter that is not finite; the old file stays', async () => {
    const folder = folderOf();
    const file = join(folder, nameOf(1));
    const good = contentAt(1);
    await writeCheckpoint(file, good);
    const bad = variable([1, Number.NaN, 2, 3], [2, 2]);
    const content = { ...good, parameters: new Map([['layer.weight', bad]]) };
    await expect(writeCheckpoint(file, content)).rejects.toThrow(NotFiniteError);
    await expect(readCheckpoint(file)).resolves.toBeDefined();
    expect(readdirSync(folder)).toEqual([nameOf(1)]);
    good.dispose();
    bad.dispose();
  });
});

describe('CheckpointStore', () => {
  it('keeps the newest and the best', async () => {
    const folder = folderOf();
    await saved(folder, [10, 20, 30, 40, 50], 20);
    expect(await checkpointUpdates(folder)).toEqual([20, 40, 50]);
    expect(await findCheckpoint(folder, 'best')).toBe(join(folder, nameOf(20)));
    expect(await findCheckpoint(folder, 'last')).toBe(join(folder, nameOf(50)));
    expect(await findCheckpoint(folder, 40)).toBe(join(folder, nameOf(40)));
    await expect(findCheckpoint(folder, 30)).rejects.toThrow(
      /expected the checkpoint of update 30, there is none/,
    );
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('needs no manifest: a broken or missing one is made good from the files', async () => {
    const folder = folderOf();
    await saved(folder, [10, 20, 30, 40], 10);
    writeFileSync(join(folder, 'manifest.json'), '{"last": 4');
    expect(await findCheckpoint(folder, 'best')).toBe(join(folder, nameOf(10)));
    expect(await findCheckpoint(folder, 'last')).toBe(join(folder, nameOf(40)));
    rmSync(join(folder, 'manifest.json'));
    expect(await findCheckpoint(folder, 'best')).toBe(join(folder, nameOf(10)));
    await saved(folder, [50], 10);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual({
      version: 1,
      last: 50,
      best: 10,
    });
  });

  it('goes back over damaged files, and removes those once it has saved again', async () => {
    const folder = folderOf();
    const { store, log } = await saved(folder, [10, 20, 30], 10);
    truncateSync(join(folder, nameOf(30)), 50);
    truncateSync(join(folder, nameOf(20)), 0);
    expect((await store.latest())?.state.update).toBe(10);
    expect(log.warnings).toEqual([
      expect.stringMatching(/update-30\.safetensors: .*; going back to update 10$/),
      expect.stringMatching(/update-20\.safetensors: .*; going back to update 10$/),
    ]);
    await saved(folder, [15], 10);
    expect(await checkpointUpdates(folder)).toEqual([10, 15]);
  });

  it('has nothing in a folder that is empty or missing', async () => {
    const log = recordingLogger();
    expect(await new CheckpointStore(folderOf(), { log }).latest()).toBeUndefined();
    expect(await new CheckpointStore(join(folderOf(), 'none'), { log }).latest()).toBeUndefined();
    await expect(findCheckpoint(join(folderOf(), 'none'), 'best')).rejects.toThrow(
      /expected the best checkpoint, there is none/,
    );
    expect(() => new CheckpointStore('x', { log, keepLast: 0 })).toThrow(/keepLast to be at least 1, got 0/);
  });

  it('ignores files of other names', async () => {
    const folder = folderOf();
    await saved(folder, [10]);
    for (const name of ['update-x.safetensors', 'update-11.safetensors.bak', 'average.safetensors']) {
      writeFileSync(join(folder, name), 'mine');
    }
    await saved(folder, [20, 30, 40]);
    expect(await checkpointUpdates(folder)).toEqual([30, 40]);
    expect(readdirSync(folder)).toHaveLength(6);
  });
});

describe('loading and averaging', () => {
  it('sets parameters, all or none', async () => {
    const folder = folderOf();
    await saved(folder, [10]);
    const before = tf.memory().numTensors;
    const weight = variable([0, 0, 0, 0], [2, 2]);
    const other = variable([5]);
    const { state } = await loadParameters(join(folder, nameOf(10)), [['layer.weight', weight]]);
    expect(state.update).toBe(10);
    expect([...weight.dataSync()]).toEqual([10, -1, 0.5, 2]);
    const tensors = new Map([
      ['layer.weight', { dtype: 'F32' as const, shape: [2, 2], values: new Float32Array(4) }],
    ]);
    expect(() =>
      assignParameters(
        [
          ['layer.weight', weight],
          ['b', other],
        ],
        tensors,
        'x',
      ),
    ).toThrow("x: does not hold the model's parameter 'b'");
    expect([...weight.dataSync()]).toEqual([10, -1, 0.5, 2]);
    expect(() => assignParameters([], tensors, 'x')).toThrow(
      "x: holds 'layer.weight', which the model does not have",
    );
    expect(() => assignParameters([['layer.weight', other]], tensors, 'x')).toThrow(
      "x: expected 'layer.weight' to be [1], got [2, 2]",
    );
    tf.dispose([weight, other]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('averages the last checkpoints, without optimizer state', async () => {
    const folder = folderOf();
    await saved(folder, [10, 20]);
    const average = await averageCheckpoints(await lastCheckpoints(folder, 2));
    expect([...average]).toEqual([
      ['layer.weight', { dtype: 'F32', shape: [2, 2], values: Float32Array.of(15, -1, 0.5, 2) }],
    ]);
    const again = parseSafetensors(encodeSafetensors(average));
    expect(again.tensors.get('layer.weight')?.values).toEqual(Float32Array.of(15, -1, 0.5, 2));
    await expect(lastCheckpoints(folder, 3)).rejects.toThrow(/expected at least 3 checkpoints, there are 2/);
    await expect(averageCheckpoints([])).rejects.toThrow(/at least one checkpoint/);
  });

  it('refuses to average models that differ', async () => {
    const folder = folderOf();
    const write = async (name: string, parameters: [string, tf.Variable][]) => {
      const file = join(folder, name);
      await writeCheckpoint(file, { parameters, optimizer: new Map(), state: stateAt(1) });
      tf.dispose(parameters.map(([, p]) => p));
      return file;
    };
    const a = await write('a', [['w', variable([1, 2])]]);
    const b = await write('b', [['w', variable([1, 2, 3])]]);
    const c = await write('c', [
      ['w', variable([1, 2])],
      ['v', variable([1])],
    ]);
    await expect(averageCheckpoints([a, b])).rejects.toThrow(
      /b: expected 'w' to be \[2\] as in .*a, got \[3\]/,
    );
    await expect(averageCheckpoints([a, c])).rejects.toThrow(/c: holds 'v', which .*a does not/);
    await expect(averageCheckpoints([c, a])).rejects.toThrow(/a: does not hold 'v', which .*c does/);
  });
});
