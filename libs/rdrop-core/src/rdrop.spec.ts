import { deriveKey, dropout, randomNormal } from '@rdrop/ops';
import { gradientError, leakedTensors, relativeError } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { alphaAt } from './alpha-schedule.js';
import { checkPassesDiffer } from './check-passes-differ.js';
import { rDropLoss } from './rdrop-loss.js';
import { rDropRegression } from './rdrop-regression.js';
import {
  type Forward,
  type ForwardContext,
  rDropRegressionStep,
  rDropStep,
  type RDropStepOptions,
  stepVariant,
} from './rdrop-step.js';
import { repeatBatch } from './repeat-batch.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const number = (t: tf.Tensor) => t.dataSync()[0] ?? NaN;
const random = (name: string, shape: number[]) =>
  tf.tensor(
    randomNormal(
      deriveKey(4, 0, name),
      shape.reduce((a, b) => a * b, 1),
      1,
    ),
    shape,
  );

describe('rDropLoss on a worked example', () => {
  // Two examples, three classes; the values follow from Eqs. 2-4 by hand.
  const first = tf.tensor2d([
    [2, 0, -1],
    [0.3, 1.2, -0.7],
  ]);
  const second = tf.tensor2d([
    [1, 0.5, -0.5],
    [0.1, 0.9, 0.2],
  ]);
  const labels = tf.tensor1d([0, 1], 'int32');
  const logits = tf.concat([first, second]);

  it.each([
    ['paper', 5, 0, 1.733116],
    ['sum', 5, 0, 3.466232],
    ['sum', 5, 0.1, 3.842898],
    ['readme', 5, 0, 2.054795],
    ['bert', 0.5, 0, 1.09939],
    ['roberta', 0.7, 0, 0.374818],
    ['vit', 0.3, 0, 1.131076],
    ['keras', 4, 0, 0.787342],
  ] as const)('%s, alpha %d, smoothing %d', (scaling, alpha, labelSmoothing, expected) => {
    expect(number(rDropLoss(logits, labels, { alpha, labelSmoothing, scaling }).loss)).toBeCloseTo(
      expected,
      5,
    );
  });

  it('gives its parts as sums with one count', () => {
    const { sum, ce, nll, kl, count } = rDropLoss(logits, labels, { alpha: 5, labelSmoothing: 0.1 });
    expect(number(nll)).toBeCloseTo(0.169846 + 0.604131 + 0.442207 + 0.665732, 5);
    expect(number(ce)).toBeCloseTo(0.336513 + 0.670797 + 0.535541 + 0.715732, 5);
    expect(number(kl)).toBeCloseTo(0.222934 + 0.093929, 5);
    expect(number(sum)).toBeCloseTo(3.842898, 5);
    expect(count).toBe(2);
  });

  it("smooths over the other classes in form 'others'", () => {
    const { ce } = rDropLoss(logits, labels, { alpha: 0, labelSmoothing: 0.1, smoothingForm: 'others' });
    expect(number(ce)).toBeCloseTo(0.419846 + 0.704131 + 0.582207 + 0.740732, 5);
  });
});

describe('properties', () => {
  const labels = tf.tensor2d(
    [
      [1, 2, 0],
      [3, 0, 0],
    ],
    [2, 3],
    'int32',
  );
  const mask = tf.tensor2d([
    [1, 1, 1],
    [1, 0, 0],
  ]);

  it('alpha 0 is the cross-entropy of both passes', () => {
    const logits = random('l', [4, 3, 5]);
    const both = rDropLoss(logits, labels, { alpha: 0, mask });
    const single = [0, 2].map((at) =>
      number(rDropLoss(logits.slice([at, 0, 0], [2, 3, 5]), labels, { alpha: 0, passes: 1, mask }).loss),
    );
    expect(number(both.loss)).toBeCloseTo((single[0] ?? NaN) + (single[1] ?? NaN), 5);
    expect(both.count).toBe(4);
  });

  it('is the sum of the losses of its rows, padded or not', () => {
    const logits = random('l', [4, 3, 5]);
    const row = (at: number, length: number) => {
      const take = (pass: number) => logits.slice([2 * pass + at, 0, 0], [1, length, 5]);
      return number(
        rDropLoss(tf.concat([take(0), take(1)]), labels.slice([at, 0], [1, length]), { alpha: 3 }).sum,
      );
    };
    expect(number(rDropLoss(logits, labels, { alpha: 3, mask }).sum)).toBeCloseTo(row(0, 3) + row(1, 1), 4);
  });

  it('is finite, with finite gradients, for logits of +-80 and +-1000', () => {
    for (const size of [80, 1000]) {
      const logits = tf.tensor2d([
        [size, -size, 0],
        [-size, size, 0],
      ]);
      const { value, grad } = tf.valueAndGrad(
        (l) => rDropLoss(l, tf.tensor1d([0], 'int32'), { alpha: 5 }).loss,
      )(logits);
      expect(Number.isFinite(number(value))).toBe(true);
      expect(grad.dataSync().every(Number.isFinite)).toBe(true);
    }
  });

  it('does not detach either side of the divergence', () => {
    const logits = random('l', [4, 5]);
    const error = gradientError((l) => rDropLoss(l, tf.tensor1d([1, 2], 'int32'), { alpha: 5 }).kl, [logits]);
    expect(error).toBeLessThan(3e-3);
  });

  it('averages the divergence over pairs for three passes', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => random(name, [2, 5])) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const labels2 = tf.tensor1d([1, 2], 'int32');
    const kl = (...passes: tf.Tensor[]) =>
      number(rDropLoss(tf.concat(passes), labels2, { alpha: 1, passes: passes.length }).kl);
    expect(kl(a, b, c)).toBeCloseTo((kl(a, b) + kl(a, c) + kl(b, c)) / 3, 5);
    expect(kl(a, a, a)).toBe(0);
  });

  it('says what does not fit', () => {
    const l = random('l', [4, 3, 5]);
    expect(() => rDropLoss(l, tf.zeros([4, 3], 'int32'), { alpha: 1 })).toThrow(
      'rDropLoss: expected logits [2*B, ..., V] for labels [4, 3], got [4, 3, 5]',
    );
    expect(() => rDropLoss(l, labels, { alpha: -1 })).toThrow('expected alpha to be a number from 0, got -1');
    expect(() => rDropLoss(l, labels, { alpha: 1, mask: tf.zeros([2, 3]) })).toThrow(
      'at least one position that counts',
    );
    expect(() => rDropRegression(tf.zeros([3]), tf.tensor1d([1, 2]), { alpha: 1 })).toThrow(
      'expected predictions [2*B]',
    );
  });
});

describe('rDropStep', () => {
  const weights = random('w', [3, 4]).as2D(3, 4);
  /** One linear layer behind dropout: [B, 3] -> [passes*B, 4]. */
  const forward = (x: tf.Tensor, { passes, dropout: source }: ForwardContext) =>
    tf.matMul(dropout(repeatBatch(x, passes), source.at('input', 0.5)).as2D(-1, 3), weights);
  const batch = { inputs: random('x', [6, 3]), labels: tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32') };

  it('draws two different passes in training, the same ones for the same update', () => {
    const step = rDropStep(forward, { alpha: 2, seed: 9 });
    const first = step(batch, { update: 0 });
    expect(number(first.kl)).toBeGreaterThan(0);
    expect(number(step(batch, { update: 0 }).loss)).toBe(number(first.loss));
    expect(number(step(batch, { update: 1 }).loss)).not.toBe(number(first.loss));
    expect(number(step(batch, { update: 0, micro: 1 }).loss)).not.toBe(number(first.loss));
    expect(number(rDropStep(forward, { alpha: 2, seed: 10 })(batch, { update: 0 }).loss)).not.toBe(
      number(first.loss),
    );
  });

  it('applies the method on every k-th update only', () => {
    const step = rDropStep(forward, { alpha: 2, seed: 9, everyK: 3 });
    const kls = [0, 1, 2, 3].map((update) => number(step(batch, { update }).kl) > 0);
    expect(kls).toEqual([true, false, false, true]);
    const plain = step(batch, { update: 1 });
    expect(number(plain.loss) * 6).toBeCloseTo(number(plain.ce), 4);
  });

  it('tells apart updates that compute differently', () => {
    const variants = (options: Partial<RDropStepOptions>) =>
      [0, 1, 2, 3].map((update) => stepVariant({ alpha: 2, seed: 9, ...options }, update));
    expect(new Set(variants({})).size).toBe(1);
    const [first, ...others] = variants({ everyK: 3 });
    expect(others).toEqual([others[0], others[0], first]);
    expect(first).not.toBe(others[0]);
    const alpha = { kind: 'linear', from: 0, to: 1, updates: 2 } as const;
    expect(new Set(variants({ alpha })).size).toBe(3);
  });

  it('takes one rate per pass', () => {
    const step = rDropStep(forward, { alpha: 1, seed: 9, passRates: [0, 0.5] });
    const same = rDropStep(forward, { alpha: 1, seed: 9, passRates: [0, 0] });
    expect(number(step(batch, { update: 0 }).kl)).toBeGreaterThan(0);
    expect(number(same(batch, { update: 0 }).kl)).toBe(0);
    expect(() => rDropStep(forward, { alpha: 1, seed: 9, passRates: [0.1] })).toThrow('expected 2 passRates');
  });

  it('equals two passes with the same masks, and leaks nothing', () => {
    const masks: tf.Tensor[] = [];
    const recording: Forward<tf.Tensor> = (x, context) => {
      const logits = forward(x, context);
      masks.push(tf.keep(logits.clone()));
      return logits;
    };
    const loss = rDropStep(recording, { alpha: 2, seed: 1 })(batch, { update: 4 });
    const [logits] = masks;
    const again = rDropLoss(logits ?? tf.zeros([1]), batch.labels, { alpha: 2 });
    expect(relativeError(loss.loss.dataSync(), again.loss.dataSync())).toBeLessThan(1e-6);
    const variable = tf.variable(tf.zeros([6, 3]));
    const step = rDropStep(forward, { alpha: 2, seed: 9 });
    const gradients = () =>
      tf.variableGrads(
        () => step({ ...batch, inputs: tf.add(batch.inputs, variable) }, { update: 0 }).loss,
        [variable],
      );
    expect(
      leakedTensors(() => {
        const { value, grads } = gradients();
        return [value, grads];
      }),
    ).toBe(0);
  });
});

describe('rDropRegressionStep', () => {
  const weight = random('head', [4, 1]);
  const inputs = random('inputs', [3, 4]);
  const targets = tf.tensor1d([1, 2, 3]);
  const forward = (x: tf.Tensor, { passes, dropout: masks }: ForwardContext) =>
    tf.matMul(dropout(repeatBatch(x, passes), masks.at('input', 0.5)), weight);
  const at = (options: { alpha: number; everyK?: number; passes?: number }, update: number) =>
    rDropRegressionStep(forward, { seed: 1, ...options })({ inputs, targets }, { update });

  it('adds the squared difference of the two passes, weighed', () => {
    const { sum, ce, kl, count } = at({ alpha: 3 }, 0);
    expect(number(kl)).toBeGreaterThan(0);
    expect(number(sum)).toBeCloseTo(number(ce) + 3 * number(kl), 4);
    expect(count).toBe(3);
    expect(number(at({ alpha: 3 }, 0).sum)).toBe(number(sum));
    expect(number(at({ alpha: 3 }, 1).sum)).not.toBe(number(sum));
  });

  it('is the plain squared error between every k-th update, and with one pass', () => {
    const plain = at({ alpha: 3, everyK: 2 }, 1);
    expect([number(plain.kl), number(plain.sum)]).toEqual([0, number(plain.ce)]);
    expect(number(at({ alpha: 0, passes: 1 }, 1).sum)).toBeCloseTo(number(plain.sum), 6);
  });

  it.each([1, 2])('can be differentiated with passes %i', (passes) => {
    const predictions = random('predictions', [passes * 3]);
    const loss = (x: tf.Tensor) => rDropRegression(x, targets, { alpha: 3, passes }).loss;
    expect(gradientError(loss, [predictions])).toBeLessThan(1e-3);
  });
});

describe('alphaAt and the guard', () => {
  it('ramps', () => {
    const ramp = { kind: 'linear', from: 0, to: 4, updates: 8 } as const;
    expect([0, 2, 8, 100].map((update) => alphaAt(ramp, update))).toEqual([0, 1, 4, 4]);
    expect(alphaAt(5, 100)).toBe(5);
  });

  it('refuses passes that agree exactly', () => {
    expect(() => checkPassesDiffer(0, 'update 3')).toThrow(
      'update 3: expected the passes of R-Drop to differ',
    );
    expect(() => checkPassesDiffer(1e-9, 'update 3')).not.toThrow();
  });
});
