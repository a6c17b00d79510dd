import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { engineOnDemand, startChosenEngine } from './engine.js';
import { ExpectedError } from './errors.js';
import { fakeEngine } from './testing/run-fake.js';

it('tells which engine runs and what there is to know, once', async () => {
  const lines: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(`warning: ${line}`),
  };
  const start = engineOnDemand(
    async () => fakeEngine({ notes: ['tfjs-node did not load'] }),
    { engine: 'auto' },
    log,
  );
  expect(lines).toEqual([]);
  expect(await start()).toBe(await start());
  expect(lines).toEqual(['warning: tfjs-node did not load', 'engine simd on a test, 2 threads']);
});

it('starts the real CPU engine', async () => {
  const engine = await startChosenEngine('simd');
  expect(engine).toMatchObject({ name: 'simd', versions: { node: process.versions.node } });
  const sum = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync());
  expect([...sum]).toEqual([3, 3, 3, 3]);
});

it('an engine that is not to be had is an explained failure', async () => {
  await expect(startChosenEngine('webgpu', { gpu: 'Abacus' })).rejects.toThrow(ExpectedError);
  await expect(startChosenEngine('webgpu', { gpu: 'Abacus' })).rejects.toThrow("engine 'webgpu'");
});
