import { asFloat32, parseSafetensors } from '@rdrop/files';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globalNorm } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOptimizer } from './create-optimizer.js';
import { applyGradients } from './optimizer.js';
import type { OptimizerConfig } from './optimizer-config.js';

interface GoldenCase {
  readonly clip_norm: number;
  readonly shapes: readonly number[][];
  readonly optimizers: Readonly<
    Record<string, { readonly lr: readonly number[]; readonly grad_norm_before_clip: readonly number[] }>
  >;
}

const CONFIGS: Readonly<Record<string, OptimizerConfig>> = {
  'fairseq_adam_eps1e-8_wd1e-4': {
    kind: 'fairseq-adam',
    betas: [0.9, 0.98],
    epsilon: 1e-8,
    weightDecay: 1e-4,
  },
  'fairseq_adam_eps1e-9_wd0': { kind: 'fairseq-adam', betas: [0.9, 0.98], epsilon: 1e-9 },
  'fairseq_adam_eps1e-6_wd0.01': {
    kind: 'fairseq-adam',
    betas: [0.9, 0.98],
    epsilon: 1e-6,
    weightDecay: 0.01,
  },
  'torch_adam_coupled_wd1e-4': { kind: 'torch-adam', betas: [0.9, 0.98], epsilon: 1e-8, weightDecay: 1e-4 },
  'torch_adamw_wd0.01': { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 },
  'hf_adamw_wd0.01': { kind: 'hf-adamw', betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.01 },
  'sgd_momentum0.9': { kind: 'sgd', momentum: 0.9 },
  'sgd_momentum0.9_wd1e-4': { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
  'fairseq_nag_momentum0.99': { kind: 'nag', momentum: 0.99 },
  'fairseq_nag_momentum0.9_wd1e-3': { kind: 'nag', momentum: 0.9, weightDecay: 1e-3 },
};

function load(name: string) {
  const path = (suffix: string) => new URL(`../testing/golden/${name}${suffix}`, import.meta.url);
  const golden: GoldenCase = JSON.parse(readFileSync(path('.json'), 'utf8'));
  const { tensors } = parseSafetensors(
    readFileSync(path('.safetensors')),
    fileURLToPath(path('.safetensors')),
  );
  const tensor = (key: string) => {
    const found = tensors.get(key);
    if (found === undefined) throw new Error(`golden file ${name} has no ${key}`);
    return asFloat32(found);
  };
  return { golden, tensor };
}

describe.each(Object.entries(CONFIGS).filter(([, { kind }]) => kind.includes('adam')))(
  '%s on a device that skips updates',
  (_, config) => {
    const GRADIENTS = [0.5, -0.2, 0.3, 0.1].map((value) => [value, 2 * value, -value]);
    const SKIPPED = [NaN, Infinity, 1];

    /** The parameter and its state after updates with these gradients. */
    function run(gradients: readonly number[][], skips: boolean, interrupted = false) {
      return tf.tidy(() => {
        const parameter = tf.variable(tf.tensor1d([1, -2, 3]));
        const make = () => createOptimizer(config, [['p', parameter]], { skips });
        let optimizer = make();
        for (const values of gradients) {
          const gradient = tf.tensor1d([...values]);
          applyGradients(optimizer, new Map([['p', gradient]]), {
            learningRate: 0.1,
            ...(skips ? { clip: { norm: globalNorm([gradient]), limit: 1e30 } } : {}),
          });
          if (!interrupted) continue;
          const { tensors, numbers } = optimizer.state();
          const saved = [...tensors].map(
            ([name, each]) =>
              [name, { shape: each.shape, values: Float32Array.from(each.dataSync()) }] as const,
          );
          optimizer.dispose();
          optimizer = make();
          optimizer.restore({ tensors: new Map(saved), numbers });
        }
        optimizer.dispose();
        return [...parameter.dataSync()];
      });
    }

    it('does not count those', () => {
      const [first = [], ...others] = GRADIENTS;
      const plain = run(GRADIENTS, false);
      const withSkipped = [SKIPPED, first, SKIPPED, SKIPPED, ...others];
      const skipping = run(withSkipped, true);
      skipping.forEach((value, i) => expect(value).toBeCloseTo(plain[i] ?? NaN, 5));
      expect(run(withSkipped, true, true)).toEqual(skipping);
    });

    it('needs a norm to know', () => {
      const parameter = tf.variable(tf.tensor1d([1]));
      const optimizer = createOptimizer(config, [['p', parameter]], { skips: true });
      expect(() =>
        applyGradients(optimizer, new Map([['p', tf.tensor1d([1])]]), { learningRate: 1 }),
      ).toThrow('Adam.update: expected a norm, by which an update may be skipped');
      optimizer.dispose();
      parameter.dispose();
    });
  },
);

describe.each(['clip_off', 'clip0.5_lr_varies'])('golden trajectories, %s', (name) => {
  const { golden, tensor } = load(name);
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('covers every optimizer of the file', () => {
    expect(Object.keys(CONFIGS).sort()).toEqual(Object.keys(golden.optimizers).sort());
  });

  it.each(Object.entries(CONFIGS))('%s', (key, config) => {
    const reference = golden.optimizers[key];
    if (reference === undefined) throw new Error(`no trajectory ${key}`);
    const before = tf.memory().numTensors;
    const parameters = golden.shapes.map((shape, i): [string, tf.Variable] => [
      `p${i}`,
      tf.tidy(() => tf.variable(tf.tensor(tensor(`start.p${i}`), shape))),
    ]);
    const optimizer = createOptimizer(config, parameters);
    const size = golden.shapes.map((shape) => tf.util.sizeFromShape(shape));
    let held = 0;
    reference.lr.forEach((learningRate, step) => {
      // The gradient at our own parameters, so that errors add up as they would in training.
      const gradients = tf.tidy(() => {
        const x = tf.concat(parameters.map(([, p]) => p.flatten()));
        const n = x.size;
        const a = tf.tensor2d(tensor('A'), [n, n]);
        const all = tf
          .matMul(a, x.reshape([n, 1]))
          .flatten()
          .sub(tf.tensor1d(tensor('b')));
        return tf.split(all, size).map((g, i) => g.reshape(golden.shapes[i] ?? []));
      });
      const norm = globalNorm(gradients);
      expect((norm.dataSync()[0] ?? Number.NaN) / (reference.grad_norm_before_clip[step] ?? 0)).toBeCloseTo(
        1,
        5,
      );
      applyGradients(optimizer, new Map(gradients.map((g, i) => [`p${i}`, g])), {
        learningRate,
        clip: golden.clip_norm > 0 ? { norm, limit: golden.clip_norm } : undefined,
      });
      tf.dispose([norm, gradients]);
      parameters.forEach(([id, p], i) => {
        const expected = tensor(`${key}.${id}`).subarray(step * (size[i] ?? 0), (step + 1) * (size[i] ?? 0));
        p.dataSync().forEach((value, at) => {
          expect(
            Math.abs(value - (expected[at] ?? Number.NaN)),
            `${id}[${at}] after step ${step + 1}`,
          ).toBeLessThan(1e-5);
        });
      });
      if (step === 0) held = tf.memory().numTensors;
      expect(tf.memory().numTensors, 'tensors held from step to step').toBe(held);
    });
    optimizer.dispose();
    parameters.forEach(([, p]) => p.dispose());
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('createOptimizer', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  const pair = () =>
    new Map([
      ['w', variable([1, -2])],
      ['b', variable([3])],
    ]);
  const variable = (values: number[]) => tf.tidy(() => tf.variable(tf.tensor1d(values)));
  const gradients = () =>
    new Map([
      ['w', tf.tensor1d([0.5, 0.25])],
      ['b', tf.tensor1d([-1])],
    ]);
  const values = (parameters: ReadonlyMap<string, tf.Variable>) =>
    [...parameters.values()].map((p) => [...p.dataSync()]);

  it.each<OptimizerConfig>([
    { kind: 'fairseq-adam', weightDecay: 0.1 },
    { kind: 'torch-adam', weightDecay: 0.1 },
    { kind: 'adamw', weightDecay: 0.1 },
    { kind: 'hf-adamw', weightDecay: 0.1 },
    { kind: 'sgd', momentum: 0.9, weightDecay: 0.1 },
    { kind: 'nag', momentum: 0.9, weightDecay: 0.1 },
  ])('$kind decays only the chosen parameters, and goes on exactly from restored state', (config) => {
    const step = { learningRate: 0.1, gradientScale: 0.5 };
    const run = (decays: (name: string) => boolean, split: boolean) => {
      const parameters = pair();
      let optimizer = createOptimizer(config, parameters, { decays });
      for (let i = 0; i < 4; i++) {
        if (split && i === 2) {
          const { tensors, numbers } = optimizer.state();
          const saved = new Map(
            [...tensors].map(
              ([name, t]) => [name, { shape: t.shape, values: Float32Array.from(t.dataSync()) }] as const,
            ),
          );
          const next = createOptimizer(config, parameters, { decays });
          next.restore({ tensors: saved, numbers });
          optimizer.dispose();
          optimizer = next;
        }
        const g = gradients();
        applyGradients(optimizer, g, { ...step, learningRate: 0.1 / (i + 1) });
        tf.dispose([...g.values()]);
      }
      const result = values(parameters);
      optimizer.dispose();
      tf.dispose([...parameters.values()]);
      return result;
    };
    const before = tf.memory().numTensors;
    const all = run(() => true, false);
    const none = run(() => false, false);
    const onlyW = run((name) => name === 'w', false);
    expect(onlyW).toEqual([all[0], none[1]]);
    expect(all[1]).not.toEqual(none[1]);
    expect(run(() => true, true)).toEqual(all);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a gradient without a parameter, a state that does not fit, and settings out of range', () => {
    const parameters = pair();
    const optimizer = createOptimizer({ kind: 'adamw' }, parameters);
    const stray = tf.scalar(1);
    expect(() => applyGradients(optimizer, new Map([['x', stray]]), { learningRate: 1 })).toThrow(
      "unknown parameter 'x'",
    );
    expect(() => optimizer.restore({ tensors: new Map(), numbers: { updates: 3 } })).toThrow("no 'm/w'");
    expect(() => optimizer.restore({ tensors: new Map(), numbers: {} })).toThrow("no number 'updates'");
    expect(() => createOptimizer({ kind: 'sgd', momentum: 1 }, parameters)).toThrow(
      "optimizer 'sgd': expected momentum to be at least 0 and below 1, got 1",
    );
    optimizer.dispose();
    tf.dispose([stray, ...parameters.values()]);
  });

  it('leaves a parameter without a gradient as it is', () => {
    const parameters = pair();
    const optimizer = createOptimizer({ kind: 'fairseq-adam', weightDecay: 0.1 }, parameters);
    const g = tf.tensor1d([1]);
    applyGradients(optimizer, new Map([['b', g]]), { learningRate: 0.1 });
    expect([...(parameters.get('w')?.dataSync() ?? [])]).toEqual([1, -2]);
    expect(parameters.get('b')?.dataSync()[0]).not.toBe(3);
    optimizer.dispose();
    tf.dispose([g, ...parameters.values()]);
  });
});
