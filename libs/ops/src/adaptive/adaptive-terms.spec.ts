import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { philoxDropout } from '../dropout-source.js';
import { gradientError, integers, leakedTensors, relativeError, values } from '../testing/index.js';
import {
  type AdaptiveDivergence,
  type AdaptiveLayers,
  adaptiveRDropTerms,
  type AdaptiveTargets,
} from './adaptive-terms.js';
import { clusterTargets } from './cluster-targets.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [N, D] = [5, 4];
const cutoffs = [4, 9];
const vocabulary = 15;
const shapes = [
  [2, D],
  [3, D],
  [5, 3],
  [2, D],
  [6, 2],
] as const;
const flatLabels = () => integers(N, vocabulary, 5);
const mask = () => tf.tensor1d([1, 1, 0, 1, 1]);

const random = (shape: readonly number[], seed: number) =>
  tf.tensor(
    values(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    [...shape],
  );

/** States, head, and of each tail the narrow layer and the words. */
const inputs = (passes: number) => [
  random([passes * N, D], 1),
  random([4 + 2, D], 2),
  ...shapes.slice(1).map((shape, i) => random(shape, 3 + i)),
];

function layersOf([head, down0, words0, down1, words1]: readonly tf.Tensor[], rate = 0): AdaptiveLayers {
  const matrix = (x: tf.Tensor | undefined) => {
    if (x === undefined) throw new Error('too few inputs');
    return x.as2D(x.shape[0] ?? 0, x.shape[1] ?? 0);
  };
  const masks = philoxDropout({ seed: 4, update: 2 });
  return {
    head: matrix(head),
    tails: [
      { down: matrix(down0), weight: matrix(words0), dropout: masks.at('tail.0', rate) },
      { down: matrix(down1), weight: matrix(words1), dropout: masks.at('tail.1', rate) },
    ],
  };
}

function targetsOf(labels: Int32Array, counts: tf.Tensor): AdaptiveTargets {
  const { head, tails } = clusterTargets(labels, { cutoffs, mask: Float32Array.from(counts.dataSync()) });
  return {
    head: tf.tensor1d(head, 'int32'),
    tails: tails.map((tail) => ({
      rows: tf.tensor1d(tail.rows, 'int32'),
      labels: tf.tensor1d(tail.labels, 'int32'),
      mask: tf.tensor1d(tail.mask),
    })),
  };
}

const coefficients = (passes: number) => Array.from({ length: 2 * passes + 1 }, (_, i) => 0.4 + 0.3 * i);

function run(
  given: readonly tf.Tensor[],
  passes: number,
  options: { divergence: AdaptiveDivergence; rate?: number },
) {
  const [states, ...layers] = given;
  if (states === undefined) throw new Error('no states');
  return adaptiveRDropTerms(states, layersOf(layers, options.rate), targetsOf(flatLabels(), mask()), {
    ...{ passes, coefficients: coefficients(passes), divergence: options.divergence, mask: mask() },
  });
}

/** Log-probabilities of all words [m*N, V], by the definition. */
function logProbabilities([states, ...rest]: readonly tf.Tensor[]): tf.Tensor {
  const { head, tails } = layersOf(rest);
  const x = states?.as2D(-1, D) ?? tf.zeros([0, D]);
  const headLogs = tf.logSoftmax(tf.matMul(x, head, false, true));
  const words = tails.map(({ down, weight }, c) => {
    const own = tf.logSoftmax(tf.matMul(tf.matMul(x, down, false, true), weight, false, true));
    return tf.add(own, tf.slice(headLogs, [0, 4 + c], [-1, 1]));
  });
  return tf.concat([tf.slice(headLogs, [0, 0], [-1, 4]), ...words], 1);
}

describe('clusterTargets', () => {
  it('sorts words by cluster, and leaves padding out', () => {
    const counts = Float32Array.from([1, 1, 1, 0, 1]);
    const { head, tails } = clusterTargets(Int32Array.from([3, 4, 8, 9, 14]), { cutoffs, mask: counts });
    expect([...head]).toEqual([3, 4, 4, 9, 5]);
    expect(
      tails.map(({ rows, labels, mask: real }) =>
        [...real.keys()].filter((i) => real[i] === 1).map((i) => [rows[i], labels[i]]),
      ),
    ).toEqual([
      [
        [1, 0],
        [2, 4],
      ],
      [[4, 5]],
    ]);
    expect(tails.map(({ rows }) => rows.length)).toEqual([8, 8]);
  });

  it('can leave out what the official code takes for padding', () => {
    const { head, tails } = clusterTargets(Int32Array.from([5, 6]), { cutoffs, ignoredTailIndex: 1 });
    expect([...head]).toEqual([4, 4]);
    expect([...(tails[0]?.labels.subarray(0, 1) ?? [])]).toEqual([2]);
    expect(tails[0]?.mask.reduce((a, b) => a + b)).toBe(1);
  });

  it('pads to few lengths', () => {
    const lengths = new Set<number>();
    for (let tail = 0; tail <= 320; tail++) {
      const labels = Int32Array.from({ length: 320 }, (_, i) => (i < tail ? 4 : 0));
      lengths.add(clusterTargets(labels, { cutoffs }).tails[0]?.rows.length ?? 0);
    }
    expect([...lengths]).toEqual(Array.from({ length: 16 }, (_, i) => 20 * (i + 1)));
  });
});

describe('adaptiveRDropTerms', () => {
  it.each([1, 2, 3])(
    'is the softmax over all words: likelihood and exact divergence of %i passes',
    (passes) => {
      const given = inputs(passes);
      const terms = run(given, passes, { divergence: 'exact' }).terms.dataSync();
      const byPass = tf.split(logProbabilities(given), passes);
      const gold = tf.oneHot(tf.tensor1d(flatLabels(), 'int32'), vocabulary);
      const counted = (perRow: tf.Tensor) => tf.sum(tf.mul(perRow, mask())).dataSync()[0] ?? NaN;
      const nll = byPass.map((logs) => -counted(tf.sum(tf.mul(logs, gold), -1)));
      let kl = 0;
      byPass.forEach((p, i) =>
        byPass.forEach((q, j) => {
          if (i !== j) kl += counted(tf.sum(tf.mul(tf.exp(p), tf.sub(p, q)), -1)) / (passes * (passes - 1));
        }),
      );
      expect(relativeError(terms, [...nll, ...nll, kl])).toBeLessThan(1e-5);
      const { loss } = run(given, passes, { divergence: 'exact' });
      const expected = coefficients(passes).reduce((sum, factor, i) => sum + factor * (terms[i] ?? NaN), 0);
      expect((loss.dataSync()[0] ?? NaN) / expected).toBeCloseTo(1, 5);
    },
  );

  it.each([
    ['exact', 2],
    ['per-cluster', 2],
  ] as const)('has gradients that agree with finite differences: %s, %i passes', (divergence, passes) => {
    const loss = (...given: tf.Tensor[]) => run(given, passes, { divergence, rate: 0.3 }).loss;
    expect(gradientError(loss, inputs(passes))).toBeLessThan(4e-3);
  });

  it('has divergence 0 between equal passes, more between others', () => {
    const [states, ...rest] = inputs(1);
    if (states === undefined) throw new Error('no states');
    for (const divergence of ['exact', 'per-cluster'] as const) {
      const same = run([tf.concat([states, states]), ...rest], 2, { divergence });
      expect(Math.abs(same.terms.dataSync()[4] ?? NaN)).toBeLessThan(1e-5);
      expect(run(inputs(2), 2, { divergence }).terms.dataSync()[4]).toBeGreaterThan(0.1);
    }
  });

  it.each(['exact', 'per-cluster'] as const)('leaves nothing behind: %s', (divergence) => {
    const given = inputs(2);
    const targets = targetsOf(flatLabels(), mask());
    const counts = mask();
    const gradients = tf.grads(
      (states, ...layers) =>
        adaptiveRDropTerms(states ?? tf.scalar(0), layersOf(layers, 0.2), targets, {
          ...{ passes: 2, coefficients: coefficients(2), divergence, mask: counts },
        }).loss,
    );
    gradients(given);
    expect(leakedTensors(() => gradients(given))).toBe(0);
  });

  it('says what does not fit', () => {
    const [states, ...rest] = inputs(2);
    const layers = layersOf(rest);
    const targets = targetsOf(flatLabels(), mask());
    const options = { passes: 2, coefficients: coefficients(2), divergence: 'exact' } as const;
    const call = (given: Partial<AdaptiveLayers>, x = states) =>
      adaptiveRDropTerms(x ?? tf.scalar(0), { ...layers, ...given }, targets, options);
    expect(() => call({ tails: [] })).toThrow('expected targets of 0 tails, got 2');
    expect(() => call({}, tf.zeros([6, D]))).toThrow('2 passes for 5 targets, got [6, 4]');
    const [tail] = layers.tails;
    if (tail === undefined) throw new Error('no tail');
    const wrong = { ...tail, weight: tf.zeros<tf.Rank.R2>([5, 4]) };
    expect(() => call({ tails: [tail, wrong] })).toThrow('expected tail 1 to lead from 4 to its words');
  });
});
