import { relativeError } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RDropLossOptions, rDropLoss } from './rdrop-loss.js';
import { adaptiveCase } from './testing/adaptive-case.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const scalar = (x: tf.Scalar): number => x.dataSync()[0] ?? NaN;
const CASES = ['adaptive_basic', 'adaptive_empty_tail', 'adaptive_tail_index_is_pad'];

describe.each(CASES)('the adaptive softmax of the official code: %s', (name) => {
  const run = (
    golden: ReturnType<typeof adaptiveCase>,
    inputs: readonly tf.Tensor[],
    options: {
      divergence: 'exact' | 'per-cluster';
      ignored?: number;
    } & Partial<RDropLossOptions>,
  ) => {
    const { divergence, ignored, ...rest } = options;
    const [states, ...layers] = inputs;
    if (states === undefined) throw new Error('no states');
    const adaptive = golden.layers(layers);
    return rDropLoss({ states, adaptive, targets: golden.targets(ignored), divergence }, golden.labels, {
      alpha: golden.alpha,
      scaling: 'sum',
      mask: golden.mask,
      ...rest,
    });
  };

  it('has its loss, its divergence and every gradient, per cluster and with its padding index', () => {
    const golden = adaptiveCase(name);
    const { value, grads } = tf.valueAndGrads(
      (...inputs: tf.Tensor[]) => run(golden, inputs, { divergence: 'per-cluster', ignored: 1 }).loss,
    )(golden.inputs);
    expect(scalar(value.asScalar()) / golden.loss).toBeCloseTo(1, 5);
    const { kl, count } = run(golden, golden.inputs, { divergence: 'per-cluster', ignored: 1 });
    expect(scalar(kl) / golden.kl_loss).toBeCloseTo(1, 5);
    expect(count).toBe(golden.sample_size);
    golden.gradients.forEach((expected, at) => {
      const actual = grads[at]?.dataSync() ?? [];
      if (expected === undefined) expect(new Set(actual)).toEqual(new Set([0]));
      else expect(relativeError(actual, expected.dataSync()), `gradient ${at}`).toBeLessThan(1e-5);
    });
  });

  it('has the exact likelihood of every word otherwise, and the divergence of all words', () => {
    const golden = adaptiveCase(name);
    const { nll, kl } = run(golden, golden.inputs, { divergence: 'exact' });
    const [p, q] = golden.logProbabilities;
    if (p === undefined || q === undefined) throw new Error('no log-probabilities');
    const gold = tf.oneHot(tf.cast(golden.labels, 'int32'), p.shape[2] ?? 0);
    const of = (x: tf.Tensor) => scalar(tf.neg(tf.sum(tf.mul(x, gold).sum(-1).mul(golden.mask))).asScalar());
    expect(scalar(nll) / (of(p) + of(q))).toBeCloseTo(1, 5);
    expect(of(p) / golden.exact_nll_first_pass).toBeCloseTo(1, 5);
    expect(scalar(kl) / golden.exact_kl_of_the_full_distributions).toBeCloseTo(1, 4);
  });

  it('refuses label smoothing', () => {
    const golden = adaptiveCase(name);
    expect(() => run(golden, golden.inputs, { divergence: 'exact', labelSmoothing: 0.1 })).toThrow(
      'expected no label smoothing with an adaptive softmax',
    );
  });
});
