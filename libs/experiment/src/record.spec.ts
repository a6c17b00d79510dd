import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { configHash } from './config-hash.js';
import {
  buildRecord,
  mergeMetrics,
  readRecord,
  recordSettings,
  writeRecord,
  type RunFacts,
} from './record.js';
import { fakeExperiments, fakeTask } from './testing/fake-task.js';
import { runCaptured, temporaryFolder } from './testing/run-fake.js';

const temporary = temporaryFolder();
afterAll(temporary.remove);

const bleu = { name: 'bleu', set: 'test', value: 30, signature: 'nrefs:1|case:mixed|tok:13a' };
const facts: RunFacts = {
  environment: { engine: 'simd', device: 'two cores', versions: { node: '20.19.0' }, gitCommit: null },
  updates: 40,
  seconds: 12.5,
  parameters: 1234,
  bestCheckpoint: { file: 'checkpoints/update-40.safetensors', update: 40 },
  metrics: [bleu],
};

describe('run records', () => {
  it('are built by train, read and extended by evaluate', async () => {
    const task = fakeTask({
      train: async (context) => {
        await writeRecord(context.out, buildRecord(context, facts));
      },
      evaluate: async (context) => {
        const earlier = await readRecord(context.out);
        const metrics = [
          { ...bleu, value: 31 },
          { ...bleu, set: 'valid' },
        ];
        await writeRecord(context.out, buildRecord(context, { ...facts, metrics }, earlier));
      },
    });
    const out = temporary.in('run');
    expect(
      await runCaptured(task, ['train', 'baseline', '--out', out, '--seed', '3', '--set', 'model.dim=8'], {
        cwd: temporary.path,
      }),
    ).toMatchObject({ code: 0 });
    const first = await readRecord(out);
    expect(first).toMatchObject({
      task: 'fake',
      experiment: 'baseline',
      scale: 'mini',
      method: 'baseline',
      engine: 'simd',
      seed: 3,
      gitCommit: null,
      updates: 40,
      metrics: [bleu],
      settings: { 'model.dim': 8, betas: '[0.9,0.98]', clip: null },
    });
    expect(await runCaptured(task, ['evaluate', '--out', out], { cwd: temporary.path })).toMatchObject({
      code: 0,
      stderr: '',
    });
    const second = await readRecord(out);
    expect(second?.startedAt).toBe(first?.startedAt);
    expect(second?.metrics).toEqual([
      { ...bleu, value: 31 },
      { ...bleu, set: 'valid' },
    ]);
    expect(readdirSync(out).sort()).toEqual(['config.json', 'record.json']);
  });

  it('that are wrong are refused by name of the field, as an explained failure', async () => {
    const task = fakeTask({ train: async (context) => void buildRecord(context, { ...facts, updates: -1 }) });
    const outcome = await runCaptured(task, ['train', 'baseline', '--out', temporary.in('wrong')], {
      cwd: temporary.path,
    });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('record.json: updates: ') });
  });

  it('absent, damaged or in the way', async () => {
    mkdirSync(temporary.in('odd'));
    expect(await readRecord(temporary.in('odd'))).toBeUndefined();
    writeFileSync(temporary.in('odd', 'record.json'), '{');
    await expect(readRecord(temporary.in('odd'))).rejects.toThrow('expected JSON');
    mkdirSync(temporary.in('folder', 'record.json'), { recursive: true });
    await expect(readRecord(temporary.in('folder'))).rejects.toThrow('a folder of that name is in the way');
  });

  it('hold every setting but the header, flat', () => {
    const settings = recordSettings(fakeExperiments['r-drop']);
    expect(Object.keys(settings)).not.toContain('title');
    expect(settings).toMatchObject({
      'schedule.kind': 'inverse-sqrt',
      layers: '[1,2]',
      'weights.kl': 0.5,
      label: '12',
    });
    expect(Object.keys(settings)).not.toContain('patience');
  });

  it('keep metrics of another signature apart', () => {
    const other = { ...bleu, signature: 'tok:intl' };
    expect(mergeMetrics([bleu], [other])).toEqual([bleu, other]);
  });
});

describe('configHash', () => {
  it('depends on the data, not on the order of keys', () => {
    expect(configHash({ a: 1, b: { c: [1, 2], d: null } })).toBe(
      configHash({ b: { d: null, c: [1, 2] }, a: 1 }),
    );
    expect(configHash({ a: [1, 2] })).not.toBe(configHash({ a: [2, 1] }));
    expect(configHash({})).toMatch(/^[0-9a-f]{16}$/);
  });
});
