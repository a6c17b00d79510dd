import { startEngine } from '@rdrop/engine';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TASKS } from './sizes.js';
import { goldenSteps as golden, makeStep, R_DROP as rDrop, steps } from './testing/steps.js';
import { tinyWorkload } from './testing/tiny-workloads.js';
import { type Phase, Trainer } from './trainer.js';

beforeAll(async () => {
  await startEngine('simd', { threads: 1, blas: 'off' });
});
beforeEach(async () => {
  await tf.setBackend('simd');
});

describe.each(TASKS)('a step of %s', (task) => {
  it('is that of the peer, model, loss, clipping and optimizer', async () => {
    const made = await steps(task, 4, { ...rDrop, dropout: 0 });
    const { losses, norms } = golden[task];
    made.forEach(({ loss, norm, kl }, step) => {
      expect(loss).toBeCloseTo(losses[step] ?? NaN, 5);
      expect(norm).toBeCloseTo(norms[step] ?? NaN, 5);
      expect(kl).toBeCloseTo(0, 6);
    });
    expect(made).toHaveLength(losses.length);
  });

  it('has a divergence under dropout, and holds on to nothing', async () => {
    const before = tf.memory().numTensors;
    const trainer = new Trainer(tinyWorkload(task, 0.3), rDrop);
    const built = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) {
      const { loss, kl, norm } = await makeStep(trainer);
      expect(loss).toBeGreaterThan(0);
      expect(loss).toBeLessThan(100);
      expect(kl).toBeGreaterThan(1e-3);
      expect(norm).toBeGreaterThan(0);
      expect(tf.memory().numTensors).toBe(built);
    }
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is plain without R-Drop: one pass, half the cross-entropy of two', async () => {
    const [plain] = await steps(task, 1, { ...rDrop, rdrop: false, dropout: 0 });
    expect(plain?.loss).toBeCloseTo((golden[task].losses[0] ?? NaN) / 2, 5);
    const [dropped] = await steps(task, 1, { ...rDrop, rdrop: false, dropout: 0.3 });
    expect(dropped?.kl).toBe(0);
  });

  it('gives the same numbers on the stock backend, masks included', async () => {
    const ours = await steps(task, 2, { ...rDrop, dropout: 0.2 });
    await tf.setBackend('cpu');
    const stock = await steps(task, 2, { ...rDrop, dropout: 0.2 });
    ours.forEach(({ loss, kl, norm }, step) => {
      expect(loss).toBeCloseTo(stock[step]?.loss ?? NaN, 4);
      expect(kl).toBeCloseTo(stock[step]?.kl ?? NaN, 4);
      expect(norm).toBeCloseTo(stock[step]?.norm ?? NaN, 3);
    });
  });
});

it.each(['glue', 'vit'] as const)('%s computes the same when every position is computed', async (task) => {
  const few = await steps(task, 3, { ...rDrop, dropout: 0 });
  const all = await steps(task, 3, { ...rDrop, dropout: 0, allPositions: true });
  all.forEach(({ loss, norm }, step) => {
    expect(loss).toBeCloseTo(few[step]?.loss ?? NaN, 5);
    expect(norm).toBeCloseTo(few[step]?.norm ?? NaN, 5);
  });
});

describe('Trainer', () => {
  it('makes the same steps in mixed precision where products are of float32, and holds on to nothing', async () => {
    const plain = await steps('mt', 4, { ...rDrop, dropout: 0.2 });
    const before = tf.memory().numTensors;
    const trainer = new Trainer(tinyWorkload('mt', 0.2), { ...rDrop, precision: 'mixed' });
    const built = tf.memory().numTensors;
    for (const { loss, kl, norm } of plain) {
      const made = await makeStep(trainer);
      for (const ratio of [made.loss / loss, made.kl / kl, made.norm / norm]) expect(ratio).toBeCloseTo(1, 5);
      expect(tf.memory().numTensors).toBe(built);
    }
    const [scale, counts] = (await trainer.values()).slice(-2);
    expect([scale, counts]).toEqual([Float32Array.of(2 ** 15), Float32Array.of(4, 0)]);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says when each phase begins', async () => {
    const trainer = new Trainer(tinyWorkload('lm', 0.1), rDrop);
    const phases: Phase[] = [];
    await trainer.step((phase) => phases.push(phase));
    trainer.dispose();
    expect(phases).toEqual(['forward', 'backward', 'optimizer']);
  });
});
