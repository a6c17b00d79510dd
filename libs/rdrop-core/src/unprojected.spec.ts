import { deriveKey, dropout, linear, randomNormal } from '@rdrop/ops';
import { gradientError, leakedTensors, relativeError } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelOutput } from './model-output.js';
import { rDropLoss, type RDropLossOptions } from './rdrop-loss.js';
import { type ForwardContext, rDropStep, type RDropStepOptions } from './rdrop-step.js';
import { repeatBatch } from './repeat-batch.js';
import { SCALINGS } from './scaling.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [B, T, D, V] = [2, 3, 4, 5];

function random(name: string, shape: number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(randomNormal(deriveKey(8, 0, name), size, 1), shape);
}

const labels = () =>
  tf.tensor2d(
    [
      [1, 2, 0],
      [3, 0, 0],
    ],
    [B, T],
    'int32',
  );
const mask = () =>
  tf.tensor2d([
    [1, 1, 1],
    [1, 0, 0],
  ]);
const inputs = (passes: number) => [
  random('states', [passes * B, T, D]),
  random('w', [V, D]),
  random('b', [V]),
];

/** The two forms of one output. */
const FORMS = {
  logits: (states: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D): ModelOutput =>
    linear(states, weight, { bias }),
  states: (states: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D): ModelOutput => ({
    states,
    projection: { weight, bias },
  }),
};

type Part = 'loss' | 'sum';

/** Values of all parts, and the gradients of one. */
function run(form: keyof typeof FORMS, options: RDropLossOptions, part: Part) {
  const given = inputs(options.passes ?? 2);
  const parts: number[] = [];
  const gradients = tf.grads((s, w, b) => {
    const { loss, sum, ce, nll, kl, count } = rDropLoss(
      FORMS[form](s, w.as2D(V, D), b.as1D()),
      labels(),
      options,
    );
    parts.push(...[loss, sum, ce, nll, kl].map((value) => value.dataSync()[0] ?? NaN), Number(count));
    return part === 'loss' ? loss : sum;
  })(given);
  return { parts, gradients: gradients.map((gradient) => gradient.dataSync()) };
}

function expectSame(options: RDropLossOptions, part: Part): void {
  const [expected, actual] = [run('logits', options, part), run('states', options, part)];
  expect(relativeError(actual.parts, expected.parts)).toBeLessThan(1e-6);
  expected.gradients.forEach((gradient, i) => {
    expect(relativeError(actual.gradients[i] ?? [], gradient)).toBeLessThan(1e-5);
  });
}

describe('rDropLoss of unprojected logits equals that of logits', () => {
  it.each(SCALINGS)('scaling %s', (scaling) => {
    expectSame({ alpha: 3, scaling, mask: mask(), labelSmoothing: 0.1 }, 'loss');
  });

  it.each(['paper', 'sum', 'keras'] as const)('scaling %s, gradient of the sum', (scaling) => {
    expectSame({ alpha: 3, scaling, mask: mask(), labelSmoothing: 0.1 }, 'sum');
  });

  it.each([1, 2, 3])('%i passes', (passes) => {
    for (const smoothingForm of ['uniform', 'others'] as const) {
      expectSame({ alpha: 2, passes, labelSmoothing: 0.2, smoothingForm }, 'loss');
      expectSame({ alpha: 0, passes, mask: mask(), count: 4 }, 'sum');
    }
  });

  it.each(SCALINGS)('one pass, scaling %s, gradient of the sum', (scaling) => {
    expectSame({ alpha: 0, passes: 1, scaling }, 'sum');
  });

  it.each(['readme', 'bert', 'roberta', 'vit'] as const)(
    'refuses the gradient of the sum where it is no multiple of the loss: %s',
    (scaling) => {
      expect(() => run('states', { alpha: 3, scaling }, 'sum')).toThrow('differentiate the loss');
    },
  );

  it('agrees with finite differences', () => {
    const error = gradientError(
      (s, w, b) =>
        rDropLoss(FORMS.states(s, w.as2D(V, D), b.as1D()), labels(), { alpha: 3, mask: mask() }).loss,
      inputs(2),
    );
    expect(error).toBeLessThan(3e-3);
  });

  it('says what does not fit', () => {
    const [states, weight, bias] = [tf.zeros([3, T, D]), tf.zeros<tf.Rank.R2>([V, D]), tf.zeros([V]).as1D()];
    expect(() => rDropLoss(FORMS.states(states, weight, bias), labels(), { alpha: 1 })).toThrow(
      'rDropLoss: expected states [2*B, ..., D] for labels [2, 3], got [3, 3, 4]',
    );
  });
});

describe('rDropStep with a model that leaves the projection to the loss', () => {
  const weight = () => random('w', [V, D]).as2D(V, D);
  const states = (x: tf.Tensor, { passes, dropout: source }: ForwardContext) =>
    dropout(repeatBatch(x, passes), source.at('input', 0.5));
  const batch = () => ({ inputs: random('x', [B, T, D]), labels: labels(), mask: mask(), count: 4 });

  it.each<Partial<RDropStepOptions>>([
    { alpha: 2 },
    { alpha: { kind: 'linear', from: 0, to: 4, updates: 4 } },
    { passes: 3, labelSmoothing: 0.1 },
    { everyK: 2 },
  ])('takes the same steps: %o', (options) => {
    const given = { alpha: 1, seed: 3, ...options };
    const projected = rDropStep(
      (x: tf.Tensor, context) => ({ states: states(x, context), projection: { weight: weight() } }),
      given,
    );
    const plain = rDropStep((x: tf.Tensor, context) => linear(states(x, context), weight()), given);
    for (const update of [0, 1, 2]) {
      const [expected, actual] = [plain, projected].map((step) => step(batch(), { update }).loss.dataSync());
      expect(relativeError(actual ?? [], expected ?? [])).toBeLessThan(1e-6);
    }
  });

  it('leaves nothing behind', () => {
    const variable = tf.variable(weight());
    const step = rDropStep(
      (x: tf.Tensor, context) => ({
        states: states(x, context),
        projection: { weight: variable.as2D(V, D) },
      }),
      { alpha: 2, seed: 3 },
    );
    const given = batch();
    const gradients = () => {
      const { value, grads } = tf.variableGrads(() => step(given, { update: 0 }).loss, [variable]);
      return [value, grads];
    };
    expect(leakedTensors(gradients)).toBe(0);
  });
});
