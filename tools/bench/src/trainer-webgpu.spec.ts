import { startEngine } from '@rdrop/engine';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TASKS } from './sizes.js';
import { goldenSteps, makeStep, R_DROP, steps } from './testing/steps.js';
import { tinyWorkload } from './testing/tiny-workloads.js';
import { Trainer } from './trainer.js';

/** Why there is no GPU, not even one in software. */
const missing = await startEngine('webgpu').then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);
const onGpu = tf.getBackend();

describe.skipIf(missing !== undefined)(
  `steps on the GPU${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
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

    it.each(TASKS)('%s: run again without the host, have the same bits', async (task) => {
      await tf.setBackend(onGpu);
      const options = { ...R_DROP, dropout: 0.2 };
      const run = async (replay: boolean) => {
        const trainer = new Trainer(tinyWorkload(task, 0.2), { ...options, replay });
        const made: unknown[] = [];
        for (let step = 0; step < 7; step++) made.push(await makeStep(trainer));
        const { replays } = trainer;
        const parameters = await trainer.values();
        trainer.dispose();
        return { made, parameters, replays };
      };
      const plain = await run(false);
      const replayed = await run(true);
      expect(plain.replays).toBe(0);
      expect(replayed.replays).toBeGreaterThan(2);
      expect(replayed.made).toEqual(plain.made);
      expect(replayed.parameters).toEqual(plain.parameters);
    });

    it.each(TASKS)(
      '%s: equal those of the simd engine under dropout, and hold on to nothing',
      async (task) => {
        const options = { ...R_DROP, dropout: 0.2 };
        await tf.setBackend('simd');
        const expected = await steps(task, 4, options);
        await tf.setBackend(onGpu);
        const before = tf.memory().numTensors;
        const trainer = new Trainer(tinyWorkload(task, 0.2), options);
        const built = tf.memory().numTensors;
        for (const { loss, kl, norm } of expected) {
          const made = await makeStep(trainer);
          expect(made.loss / loss).toBeCloseTo(1, 4);
          expect(made.kl / kl).toBeCloseTo(1, 3);
          expect(made.norm / norm).toBeCloseTo(1, 3);
          expect(tf.memory().numTensors).toBe(built);
        }
        trainer.dispose();
        expect(tf.memory().numTensors).toBe(before);
      },
    );
  },
);
