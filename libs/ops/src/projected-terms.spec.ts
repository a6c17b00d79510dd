import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { linear } from './linear.js';
import { deriveKey, randomNormal } from './philox.js';
import { projectedRDropTerms, type ProjectedTermsOptions } from './projected-terms.js';
import { rDropTerms } from './rdrop-terms.js';
import { gradientError, leakedTensors, relativeError } from './testing/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [N, V, D] = [3, 5, 4];

function random(name: string, shape: number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(randomNormal(deriveKey(12, 0, name), size, 1), shape);
}

const weight = () => random('weight', [V, D]).as2D(V, D);
const bias = () => random('bias', [V]).as1D();
const labels = () => tf.tensor1d([1, 4, 0], 'int32');
const mask = () => tf.tensor1d([1, 0, 1]);
/** Different factors, so that no two terms can be mistaken for each other. */
const coefficients = (passes: number) => Array.from({ length: 2 * passes + 1 }, (_, i) => 0.3 + 0.2 * i);

describe('projectedRDropTerms', () => {
  it.each([1, 2, 3])('has the values of linear and rDropTerms, %i passes', (passes) => {
    const states = random('states', [passes * N, D]);
    const options = { passes, mask: mask(), labelSmoothing: 0.1 };
    const expected = rDropTerms(linear(states, weight(), { bias: bias() }), labels(), options).dataSync();
    const factors = coefficients(passes);
    const { loss, terms } = projectedRDropTerms(states, weight(), labels(), {
      ...options,
      bias: bias(),
      coefficients: factors,
    });
    expect(relativeError(terms.dataSync(), expected)).toBeLessThan(1e-6);
    const sum = factors.reduce((total, factor, i) => total + factor * (expected[i] ?? NaN), 0);
    expect(loss.dataSync()[0]).toBeCloseTo(sum, 4);
  });

  it.each([
    { passes: 1 },
    { passes: 2, labelSmoothing: 0.1, mask: true },
    { passes: 2, labelSmoothing: 0.2, smoothingForm: 'others' as const },
    { passes: 3, labelSmoothing: 0.1, mask: true },
  ])('has gradients that agree with finite differences: %o', ({ mask: isMasked, ...options }) => {
    const { passes } = options;
    const error = gradientError(
      (s, w, b) =>
        projectedRDropTerms(s, w.as2D(V, D), labels(), {
          ...options,
          mask: isMasked === true ? mask() : undefined,
          bias: b.as1D(),
          coefficients: coefficients(passes),
        }).loss,
      [random('states', [passes * N, D]), weight(), bias()],
    );
    expect(error).toBeLessThan(3e-3);
  });

  it('takes states and labels of any rank', () => {
    const states = random('states', [2 * N, D]);
    const options = { passes: 2, coefficients: coefficients(2) };
    const flat = projectedRDropTerms(states, weight(), labels(), options).loss.dataSync();
    const nested = projectedRDropTerms(
      states.reshape([2, N, D]),
      weight(),
      labels().reshape([1, N]),
      options,
    ).loss.dataSync();
    expect(nested).toEqual(flat);
  });

  it('leaves nothing behind, with and without gradients', () => {
    const inputs = [random('states', [2 * N, D]), weight()];
    const [given, mute] = [labels(), mask()];
    const options = { passes: 2, mask: mute, coefficients: coefficients(2) };
    const gradients = tf.grads((s, w) => projectedRDropTerms(s, w.as2D(V, D), given, options).loss);
    expect(leakedTensors(() => gradients(inputs))).toBe(0);
    const [states, matrix] = [random('states', [2 * N, D]), weight()];
    const values = () => Object.values(projectedRDropTerms(states, matrix, given, options));
    expect(leakedTensors(values)).toBe(0);
  });

  it('refuses the gradient of what has none', () => {
    const states = random('states', [2 * N, D]);
    const options = { passes: 2, coefficients: coefficients(2) };
    const gradientOf = (given: Partial<ProjectedTermsOptions>, of: 'loss' | 'terms') =>
      tf.grad((s) => tf.sum(projectedRDropTerms(s, weight(), labels(), { ...options, ...given })[of]))(
        states,
      );
    expect(() => gradientOf({}, 'terms')).toThrow('differentiate the loss');
    expect(() => gradientOf({ gradients: false }, 'loss')).toThrow('expected gradients: true');
  });

  it('says what does not fit', () => {
    const run = (states: tf.Tensor, options: Partial<ProjectedTermsOptions> = {}) =>
      projectedRDropTerms(states, weight(), labels(), {
        passes: 2,
        coefficients: coefficients(2),
        ...options,
      });
    const states = random('states', [2 * N, D]);
    expect(() => run(random('states', [2 * N, D + 1]))).toThrow('2 equal passes and width 4, got [6, 5]');
    expect(() => run(random('states', [7, D]))).toThrow('2 equal passes and width 4, got [7, 4]');
    expect(() => run(random('states', [4, D]))).toThrow('expected 2 labels');
    expect(() => run(states, { passes: 0 })).toThrow('a whole number from 1, got 0');
    expect(() => run(states, { coefficients: [1, 1] })).toThrow('5 coefficients for 2 passes, got 2');
    expect(() => run(states, { bias: tf.zeros([D]) })).toThrow('a bias of 5 entries, got [4]');
    expect(() => run(states, { chunkBytes: 0 })).toThrow('chunkBytes above 0');
    expect(() => run(states, { labelSmoothing: 1 })).toThrow('in [0, 1)');
  });
});
