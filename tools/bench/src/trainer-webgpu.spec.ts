import { startEngine } from '@rdrop/engine';
import { gpuForTests } from '@rdrop/engine/testing';
import { type Precision, preparePrecision } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkKernels, KERNEL_CASES } from './kernels/check-kernels.js';
import { deviceFacts } from './kernels/device-facts.js';
import { measure } from './measure.js';
import { run } from './run.js';
import { TASKS, type TaskName } from './sizes.js';
import { goldenSteps, makeStep, R_DROP, steps } from './testing/steps.js';
import { tinyWorkload } from './testing/tiny-workloads.js';
import { Trainer } from './trainer.js';

const gpu = await gpuForTests();
const onGpu = tf.getBackend();

const hasHalf = () => deviceFacts().features.includes('shader-f16');

/** Makes some steps twice, once by the host's code alone. */
async function expectReplayed(task: TaskName, precision: Precision = 'float32'): Promise<void> {
  await tf.setBackend(onGpu);
  const run = async (replay: boolean) => {
    const trainer = new Trainer(tinyWorkload(task, 0.2), { ...R_DROP, replay, precision });
    const made: unknown[] = [];
    for (let step = 0; step < 7; step++) made.push(await makeStep(trainer));
    const { replays } = trainer;
    const values = await trainer.values();
    trainer.dispose();
    return { made, values, replays };
  };
  const plain = await run(false);
  const replayed = await run(true);
  expect(plain.replays).toBe(0);
  expect(replayed.replays).toBeGreaterThan(2);
  expect(replayed.made).toEqual(plain.made);
  expect(replayed.values).toEqual(plain.values);
}

const UPDATES = 20;
/** By how much loss, divergence and norm of an update may differ, relatively: 7e-7 was seen. */
const TOLERANCE = 2e-5;

describe.skipIf(gpu.isMissing)(`steps on the GPU${gpu.note}`, () => {
  beforeAll(async () => {
    await startEngine('simd', { threads: 1, blas: 'off' });
  });

  it.each(TASKS)('%s: equal those of the peer', async (task) => {
    await tf.setBackend(onGpu);
    const made = await steps(task, 4, { ...R_DROP, dropout: 0 });
    const { losses, norms } = goldenSteps[task];
    made.forEach(({ loss, norm, kl }, step) => {
      expect(loss).toBeCloseTo(losses[step] ?? NaN, 4);
      expect(norm).toBeCloseTo(norms[step] ?? NaN, 4);
      expect(kl).toBeCloseTo(0, 6);
    });
  });

  it.each(TASKS)('%s: run again without the host, have the same bits', (task) => expectReplayed(task));

  it('in mixed precision: run again without the host, have the same bits, where the GPU has float16', async (context) => {
    await tf.setBackend(onGpu);
    if (!hasHalf()) return context.skip('the GPU has no float16');
    await preparePrecision('mixed');
    await expectReplayed('mt', 'mixed');
  });

  it('in mixed precision: are refused in a sentence by a GPU without float16', async (context) => {
    await tf.setBackend(onGpu);
    if (hasHalf()) return context.skip('the GPU has float16');
    let err = '';
    const printError = (text: string) => (err += text);
    const words = ['--engine', 'webgpu', '--precision', 'mixed', '--batch', '1', '--tokens', '3'];
    expect(await run(words, { debug: false, print: () => undefined, printError })).toBe(1);
    expect(err).toMatch(/(^|\n)bench: webgpu: the precision 'mixed' needs a GPU with float16 [^\n]*\n$/);
  });

  it('are counted and timed, as recorded and by the host', async () => {
    await tf.setBackend(onGpu);
    const before = tf.memory().numTensors;
    const engine = { name: 'webgpu', device: 'A GPU', versions: {}, threads: 1, notes: [] };
    const { record } = await measure(tinyWorkload('mt', 0.2), engine, {
      ...{ task: 'mt', size: 'tiny', rdrop: true, alpha: 5 },
      ...{ warmup: 6, steps: 2, replay: true, precision: 'f32', counts: true, profile: false },
    });
    expect(record).toMatchObject({ device: 'webgpu', amp: 'none', replayed: true });
    const { counts } = record;
    expect(counts?.dispatches).toBeGreaterThan(50);
    expect(counts?.dispatches).toBeLessThan(counts?.operations ?? 0);
    expect(counts?.unreplayed_ms).toBeGreaterThan(0);
    expect(counts?.host_ms).toBeGreaterThan(0);
    expect(counts?.unreplayed_host_ms).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are made by kernels that can be checked, on a device with known facts', async () => {
    await tf.setBackend(onGpu);
    expect(deviceFacts().features).toContain('timestamp-query');
    expect(deviceFacts().limits['maxBufferSize']).toBeGreaterThan(2 ** 20);
    const some = /^(linear \[3,|feed-forward|dropout of 30 |Adam|the rule of the loss scale)/;
    const cases = KERNEL_CASES.filter(({ title }) => some.test(title));
    expect(cases).toHaveLength(8);
    const checks = await checkKernels({ tried: onGpu, reference: 'simd' }, cases);
    const equal = checks.filter(({ outcome }) => outcome === 'equal').map(({ kernel }) => kernel);
    expect(equal).toEqual([
      ...['RDropDropout', 'RDropLinear', 'RDropLinearGradInput', 'RDropLinearGradWeight'],
      ...['RDropLinearGradBias', 'RDropHiddenGrad', 'RDropAdam', 'RDropAdamCorrections', 'RDropLossScale'],
    ]);
  });

  it.each(TASKS.flatMap((task) => [false, true].map((replay) => ({ task, replay }))))(
    '$task: 20 updates with the masks of the simd engine lose as much (recorded: $replay), and hold on to nothing',
    async ({ task, replay }) => {
      const options = { ...R_DROP, dropout: 0.2 };
      await tf.setBackend('simd');
      const expected = await steps(task, UPDATES, options);
      await tf.setBackend(onGpu);
      const before = tf.memory().numTensors;
      const trainer = new Trainer(tinyWorkload(task, 0.2), { ...options, replay });
      const built = tf.memory().numTensors;
      for (const { loss, kl, norm } of expected) {
        const made = await makeStep(trainer);
        for (const ratio of [made.loss / loss, made.kl / kl, made.norm / norm])
          expect(Math.abs(ratio - 1)).toBeLessThan(TOLERANCE);
        expect(tf.memory().numTensors).toBe(built);
      }
      expect(trainer.replays > UPDATES / 2).toBe(replay);
      trainer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
