import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adamUpdate } from './adam.js';
import { add } from './add.js';
import { attention, attentionProbabilities } from './attention.js';
import { crossEntropy } from './cross-entropy.js';
import { dropout, philoxMask } from './dropout.js';
import { type Dropout, philoxDropout, recordedDropout } from './dropout-source.js';
import { embedding } from './embedding.js';
import { firstPosition } from './first-position.js';
import { gelu } from './gelu.js';
import { globalNorm } from './global-norm.js';
import { layerNorm } from './layer-norm.js';
import { linear } from './linear.js';
import { deriveKey, randomNormal } from './philox.js';
import { rDropTerms } from './rdrop-terms.js';
import { gradientError, leakedTensors, relativeError } from './testing/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A reproducible random tensor. */
function random(name: string, shape: number[], std = 1): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(randomNormal(deriveKey(11, 0, name), size, std), shape);
}

/** Turns any tensor into a scalar that depends on every entry differently. */
function probe(y: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(y, random(`probe${y.size}`, y.shape))).asScalar();
}

const drop = (rate: number): Dropout => ({ kind: 'philox', key: deriveKey(3, 1, 'site'), rates: [rate] });
const TOLERANCE = 3e-3;

describe('gradients agree with finite differences', () => {
  const x = () => random('x', [2, 3, 4]);
  const cases: Record<string, () => number> = {
    'linear with bias': () =>
      gradientError(
        (a, w, b) => probe(linear(a, w.as2D(5, 4), { bias: b.as1D() })),
        [x(), random('w', [5, 4]), random('b', [5])],
      ),
    'linear with relu': () =>
      gradientError(
        (a, w, b) => probe(linear(a, w.as2D(5, 4), { bias: b.as1D(), activation: 'relu' })),
        [x(), random('w', [5, 4]), random('b', [5])],
        { step: 1e-3 },
      ),
    'linear with gelu': () =>
      gradientError(
        (a, w) => probe(linear(a, w.as2D(5, 4), { activation: 'gelu' })),
        [x(), random('w', [5, 4])],
      ),
    gelu: () => gradientError((a) => probe(gelu(a)), [x()]),
    'layer norm': () =>
      gradientError(
        (a, g, b) => probe(layerNorm(a, g.as1D(), b.as1D())),
        [x(), random('g', [4]), random('b', [4])],
      ),
    'layer norm with residual and dropout': () =>
      gradientError(
        (a, g, b, r) => probe(layerNorm(a, g.as1D(), b.as1D(), { residual: r, dropout: drop(0.4) })),
        [x(), random('g', [4]), random('b', [4]), random('r', [2, 3, 4])],
      ),
    'addition of one row to all': () => gradientError((a, b) => probe(add(a, b)), [x(), random('b', [3, 4])]),
    'addition of a single column': () =>
      gradientError((a, b) => probe(add(a, b)), [x(), random('b', [2, 1, 4])]),
    'first position': () => gradientError((a) => probe(firstPosition(a.as3D(2, 3, 4))), [x()]),
    dropout: () => gradientError((a) => probe(dropout(a, drop(0.5))), [x()]),
    embedding: () =>
      gradientError(
        (table) =>
          probe(
            embedding(
              table.as2D(6, 3),
              tf.tensor2d(
                [
                  [0, 5, 2],
                  [2, 2, 4],
                ],
                [2, 3],
                'int32',
              ),
              { scale: 1.5 },
            ),
          ),
        [random('table', [6, 3])],
      ),
    'attention with mask, causal, dropout': () =>
      gradientError(
        (q, k, v) =>
          probe(
            attention(q.as3D(2, 3, 4), k.as3D(2, 3, 4), v.as3D(2, 3, 4), {
              heads: 2,
              causal: true,
              keyMask: tf.tensor2d([
                [1, 1, 1],
                [1, 1, 0],
              ]),
              dropout: drop(0.3),
            }),
          ),
        [random('q', [2, 3, 4]), random('k', [2, 3, 4]), random('v', [2, 3, 4])],
      ),
    'cross-attention': () =>
      gradientError(
        (q, k, v) => probe(attention(q.as3D(2, 3, 4), k.as3D(2, 5, 4), v.as3D(2, 5, 4), { heads: 4 })),
        [random('q', [2, 3, 4]), random('k2', [2, 5, 4]), random('v2', [2, 5, 4])],
      ),
    'cross-entropy, smoothed, masked': () =>
      gradientError(
        (logits) =>
          probe(
            crossEntropy(logits, tf.tensor1d([1, 4, 0], 'int32'), {
              labelSmoothing: 0.2,
              mask: tf.tensor1d([1, 1, 0]),
            }),
          ),
        [random('logits', [3, 5])],
      ),
    'R-Drop terms, two passes': () =>
      gradientError(
        (logits) =>
          probe(rDropTerms(logits, tf.tensor1d([1, 4], 'int32'), { passes: 2, labelSmoothing: 0.1 })),
        [random('logits', [4, 5])],
      ),
    'R-Drop terms, three passes, masked, other smoothing': () =>
      gradientError(
        (logits) =>
          probe(
            rDropTerms(logits, tf.tensor1d([1, 4], 'int32'), {
              passes: 3,
              labelSmoothing: 0.1,
              smoothingForm: 'others',
              mask: tf.tensor1d([1, 0]),
            }),
          ),
        [random('logits', [6, 5])],
      ),
  };
  it.each(Object.entries(cases))('%s', (_, error) => {
    expect(error()).toBeLessThan(TOLERANCE);
  });
});

describe('nothing leaks', () => {
  it('through forward and backward of a block of everything', () => {
    const inputs = [random('x', [2, 3, 4]), random('w', [4, 4]), random('g', [4]), random('table', [6, 4])];
    const ids = tf.tensor2d(
      [
        [1, 2, 3],
        [4, 5, 1],
      ],
      [2, 3],
      'int32',
    );
    const block = tf.grads((x, w, g, table) => {
      const h = tf.add(x, embedding(table.as2D(6, 4), ids, { paddingId: 1 })).as3D(2, 3, 4);
      const a = attention(h, h, h, { heads: 2, causal: true, dropout: drop(0.2) });
      const y = layerNorm(linear(a, w.as2D(4, 4), { activation: 'gelu' }), g.as1D(), g.as1D(), {
        residual: h,
        dropout: drop(0.3),
      });
      return tf.sum(rDropTerms(y, tf.tensor2d([[1, 2, 3]], [1, 3], 'int32'), { passes: 2 }));
    });
    expect(leakedTensors(() => block(inputs))).toBe(0);
    expect(leakedTensors(() => block(inputs))).toBe(0);
  });
});

describe('dropout', () => {
  const ones = () => tf.ones([40, 50]);

  it('keeps about 1 - rate, scaled, and repeats for the same key', () => {
    const y = dropout(ones(), drop(0.3)).dataSync();
    const kept = y.filter((v) => v > 0);
    expect(kept.length / y.length).toBeCloseTo(0.7, 1);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.7)]));
    expect(dropout(ones(), drop(0.3)).dataSync()).toEqual(y);
  });

  it('draws the two halves of a doubled batch differently', () => {
    const y = dropout(ones(), drop(0.5)).dataSync();
    const agree = y.slice(0, 1000).filter((v, i) => v === y[1000 + i]).length;
    expect(agree).toBeGreaterThan(400);
    expect(agree).toBeLessThan(600);
  });

  it('gives each pass its own rate', () => {
    const source = philoxDropout({ seed: 1, update: 2, passRates: [0.1, 0.6] });
    const y = dropout(ones(), source.at('s', 0.3)).dataSync();
    const keptIn = (from: number, to: number) => y.slice(from, to).filter((v) => v > 0).length / (to - from);
    expect(keptIn(0, 1000)).toBeCloseTo(0.9, 1);
    expect(keptIn(1000, 2000)).toBeCloseTo(0.4, 1);
    expect(() => dropout(tf.ones([3]), source.at('s', 0.3))).toThrow('2 equal passes');
  });

  it('follows seed, update, micro-batch and site', () => {
    const mask = (options: Parameters<typeof philoxDropout>[0], site: string) => {
      const d = philoxDropout(options).at(site, 0.5);
      return d?.kind === 'philox' ? philoxMask([64], d).dataSync().join() : '';
    };
    const masks = [
      mask({ seed: 1, update: 1 }, 'a'),
      mask({ seed: 2, update: 1 }, 'a'),
      mask({ seed: 1, update: 2 }, 'a'),
      mask({ seed: 1, update: 1, stream: 1 }, 'a'),
      mask({ seed: 1, update: 1 }, 'b'),
    ];
    expect(new Set(masks).size).toBe(5);
    expect(mask({ seed: 1, update: 1 }, 'a')).toBe(masks[0]);
  });

  it('is absent at rate 0 and refuses rates outside [0, 1)', () => {
    const source = philoxDropout({ seed: 1, update: 1 });
    expect(source.at('a', 0)).toBeUndefined();
    expect(() => source.at('a', 1)).toThrow('expected a dropout rate in [0, 1), got 1');
    expect(() => source.at('a', NaN)).toThrow('got NaN');
  });

  it('replays recorded masks by site', () => {
    const source = recordedDropout(new Map([['a', tf.tensor1d([0, 2])]]));
    expect([...dropout(tf.tensor1d([3, 4]), source.at('a', 0.5)).dataSync()]).toEqual([0, 8]);
    expect(() => source.at('b', 0.5)).toThrow("expected a mask for site 'b', have a");
    expect(source.at('b', 0)).toBeUndefined();
  });
});

describe('embedding', () => {
  it('gives the padding row no gradient', () => {
    const grad = tf.grad((table) =>
      tf.sum(embedding(table.as2D(3, 2), tf.tensor1d([1, 0, 1], 'int32'), { paddingId: 0, scale: 2 })),
    );
    expect([...grad(tf.ones([3, 2])).dataSync()]).toEqual([0, 0, 4, 4, 0, 0]);
  });
});

describe('attention', () => {
  const q = () => random('q', [1, 3, 4]).as3D(1, 3, 4);

  it('probabilities are those of allowed keys only', () => {
    const p = attentionProbabilities(q(), q(), { heads: 2, causal: true, keyMask: tf.tensor2d([[0, 1, 1]]) });
    const rows = p.reshape([6, 3]).arraySync();
    const second = Array.isArray(rows) ? rows : [];
    expect(relativeError(tf.sum(p, -1).dataSync(), new Float32Array(6).fill(1))).toBeLessThan(1e-6);
    expect(second).toHaveLength(6);
    expect([...p.slice([0, 0, 1, 0], [1, 2, 1, 1]).dataSync()]).toEqual([0, 0]);
  });

  it('stays finite for a row without any key', () => {
    const y = attention(q(), q(), q(), { heads: 1, keyMask: tf.zeros([1, 3]).as2D(1, 3) });
    expect(y.dataSync().every(Number.isFinite)).toBe(true);
  });

  it('says what does not fit', () => {
    expect(() => attention(q(), q(), q(), { heads: 3 })).toThrow('a width that 3 heads divide, got 4');
    expect(() => attention(q(), random('k', [1, 2, 4]).as3D(1, 2, 4), q(), { heads: 1 })).toThrow(
      'expected q [B, T, D]',
    );
    const passes: Dropout = { kind: 'philox', key: deriveKey(1, 2, 'x'), rates: [0.1, 0.2] };
    expect(() => attention(q(), q(), q(), { heads: 1, dropout: passes })).toThrow(
      'that 2 passes divide, got 1',
    );
  });
});

describe('globalNorm and adamUpdate', () => {
  it('takes the norm over all tensors', () => {
    expect(globalNorm([tf.tensor1d([3, 0]), tf.tensor2d([[4]])]).dataSync()[0]).toBeCloseTo(5, 6);
  });

  it('makes one step by the formula, with and without decay', () => {
    const slot = (decay: boolean) => ({
      parameter: tf.variable(tf.tensor1d([1])),
      gradient: tf.tensor1d([4]),
      m: tf.variable(tf.tensor1d([0.5])),
      v: tf.variable(tf.tensor1d([0.25])),
      decay,
    });
    const slots = [slot(true), slot(false)];
    adamUpdate(slots, {
      gradientScale: 0.5,
      stepSize: 0.1,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 0.01,
      decoupledDecay: 0.2,
      coupledDecay: 0,
    });
    const m = 0.9 * 0.5 + 0.1 * 2;
    const v = 0.99 * 0.25 + 0.01 * 4;
    const direction = (0.1 * m) / (Math.sqrt(v) + 0.01);
    expect(slots.map((s) => s.parameter.dataSync()[0])).toEqual([
      expect.closeTo(0.8 - direction, 5),
      expect.closeTo(1 - direction, 5),
    ]);
    expect(slots[0]?.m.dataSync()[0]).toBeCloseTo(m, 6);
    expect(slots[0]?.v.dataSync()[0]).toBeCloseTo(v, 6);
  });
});

describe('rDropTerms', () => {
  const labels = () => tf.tensor1d([0, 1], 'int32');

  it('has no divergence between equal passes, and is symmetric', () => {
    const a = random('a', [2, 5]);
    const b = random('b', [2, 5]);
    const kl = (first: tf.Tensor, second: tf.Tensor) =>
      rDropTerms(tf.concat([first, second]), labels(), { passes: 2 }).dataSync()[4] ?? NaN;
    expect(kl(a, a)).toBe(0);
    expect(kl(a, b)).toBeGreaterThan(0);
    expect(kl(a, b)).toBeCloseTo(kl(b, a), 6);
  });

  it('ignores masked positions whatever stands there', () => {
    const logits = random('a', [4, 5]);
    const terms = (label: number) =>
      rDropTerms(logits, tf.tensor1d([3, label], 'int32'), {
        passes: 2,
        mask: tf.tensor1d([1, 0]),
      }).dataSync();
    expect(terms(1)).toEqual(terms(-100));
    expect(terms(1)).toEqual(terms(99));
  });

  it('says what does not fit', () => {
    expect(() => rDropTerms(random('a', [3, 5]), labels(), { passes: 2 })).toThrow(
      'logits of 2 equal passes',
    );
    expect(() => rDropTerms(random('a', [2, 5]), labels(), { passes: 2 })).toThrow('expected 1 labels');
    expect(() => rDropTerms(random('a', [4, 5]), labels(), { passes: 2, labelSmoothing: 1 })).toThrow(
      'in [0, 1)',
    );
  });
});
