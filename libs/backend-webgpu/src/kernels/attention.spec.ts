import {
  attention,
  type AttentionOptions,
  philoxDropout,
  philoxMask,
  projectedAttention,
  rank3,
} from '@rdrop/ops';
import { integers, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it, vi } from 'vitest';
import { describeOnGpu, foldDispatches } from '../testing/gpu.js';
import { expectAsReferences, valuesOf } from '../testing/ways.js';

interface Case {
  readonly B: number;
  readonly T: number;
  readonly S: number;
  readonly heads: number;
  readonly K: number;
  readonly causal?: boolean;
  readonly rates?: readonly number[];
  /** The first and the end of each batch row's real keys. */
  readonly real?: readonly (readonly [number, number])[];
  /** Factor of the random inputs, which lie between -1 and 1. */
  readonly size?: number;
}

function optionsOf({ S, heads, causal = false, rates, real }: Case): AttentionOptions {
  const mask = real?.map(([first, end]) =>
    Array.from({ length: S }, (_, s) => (s >= first && s < end ? 1 : 0)),
  );
  const masks = philoxDropout({ seed: 3, update: 4, ...(rates === undefined ? {} : { passRates: rates }) });
  return {
    ...{ heads, causal },
    dropout: rates === undefined ? undefined : masks.at('site', 0.5),
    keyMask: mask === undefined ? undefined : tf.tensor2d(mask, [mask.length, S]),
  };
}

/** The value, and the gradients by queries, keys and values for a random gradient of the value. */
function results(shape: Case): tf.Tensor[] {
  const { B, T, S, heads, K, size = 1 } = shape;
  const options = optionsOf(shape);
  const random = (length: number, seed: number): tf.Tensor =>
    tf.mul(tf.tensor3d(values(B * length * heads * K, seed), [B, length, heads * K]), size);
  const inputs = [random(T, 11), random(S, 12), random(S, 13)];
  const run = (...given: tf.Tensor[]) => {
    const [q, k, v] = given.map((x) => rank3('test', x));
    if (q === undefined || k === undefined || v === undefined) throw new Error('three inputs expected');
    return attention(q, k, v, options);
  };
  return [run(...inputs), ...tf.grads(run)(inputs, random(T, 14))];
}

describeOnGpu('RDropAttention', (backend) => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each<Case>([
    { B: 1, T: 1, S: 1, heads: 1, K: 1 },
    { B: 2, T: 5, S: 7, heads: 3, K: 3 },
    { B: 2, T: 9, S: 9, heads: 2, K: 8, causal: true },
    { B: 1, T: 1, S: 40, heads: 2, K: 16 },
    { B: 1, T: 33, S: 70, heads: 1, K: 37, rates: [0.3] },
    { B: 1, T: 65, S: 65, heads: 1, K: 64, causal: true },
    { B: 1, T: 20, S: 35, heads: 2, K: 128, rates: [0.1] },
    { B: 1, T: 6, S: 34, heads: 1, K: 130, rates: [0.1] },
    { B: 1, T: 200, S: 200, heads: 1, K: 4, causal: true, rates: [0.2] },
  ])('%o', async (shape) => {
    await expectAsReferences(() => results(shape), 2e-6);
  });

  it.each<Case>([
    { B: 4, T: 34, S: 34, heads: 2, K: 8, causal: true, rates: [0.5, 0.1] },
    { B: 4, T: 33, S: 67, heads: 2, K: 4, rates: [0, 0.2] },
    { B: 2, T: 3, S: 32, heads: 3, K: 12, rates: [0.4, 0.2] },
  ])('every place and kind of a key mask: %o', async (shape) => {
    const { B, S } = shape;
    const borders: (readonly [number, number])[] = [
      [0, S - 1],
      [0, 3],
      [2, S],
      [5, 5],
    ];
    await expectAsReferences(() => results({ ...shape, real: borders.slice(-B) }), 2e-6);
    await expectAsReferences(() => results({ ...shape, real: borders.slice(0, B) }), 2e-6);
  });

  it('skips tiles before and after the real keys', async () => {
    const shape = { B: 3, T: 4, S: 130, heads: 1, K: 4 };
    const real = [
      [70, 130],
      [33, 60],
      [100, 101],
    ] as const;
    await expectAsReferences(() => results({ ...shape, real, rates: [0.25] }), 2e-6);
  });

  it.each([true, false])('rows that see no real key, causal: %s', async (causal) => {
    const real = [
      [0, 0],
      [9, 30],
      [29, 30],
    ] as const;
    const shape = { B: 3, T: 30, S: 30, heads: 1, K: 8, causal, real };
    await expectAsReferences(() => results({ ...shape, rates: [0.25] }), 2e-6);
  });

  it('scores of hundreds', async () => {
    await expectAsReferences(
      () => results({ B: 1, T: 20, S: 20, heads: 2, K: 16, causal: true, size: 12 }),
      1e-5,
    );
  });

  it('masked keys get no gradient at all', async () => {
    const [, , dk = [], dv = []] = await valuesOf(() =>
      results({ B: 1, T: 5, S: 70, heads: 1, K: 4, real: [[0, 3]], rates: [0.25] }),
    );
    for (const rows of [dk, dv]) {
      expect(rows.slice(0, 12).every((x) => x !== 0)).toBe(true);
      expect(rows.slice(12).every((x) => x === 0)).toBe(true);
    }
  });

  it.each([
    [4, 12],
    [5, 11],
    [9, 70],
  ])('drops exactly the elements of the mask, [%i, %i]', async (T, S) => {
    // With the values a unit matrix for each head, the results are the weights.
    const [B, heads] = [2, 3];
    const dropout = philoxDropout({ seed: 1, update: 0, passRates: [0.5, 0.2] }).at('site', 0.1);
    if (dropout?.kind !== 'philox') throw new Error('a mask expected');
    const [found = [], mask = []] = await valuesOf(() => {
      const q = tf.tensor3d(values(B * T * heads * S), [B, T, heads * S]);
      const k = tf.tensor3d(values(B * S * heads * S, 2), [B, S, heads * S]);
      const v = tf.tile(tf.eye(S).expandDims(), [B, 1, heads]).as3D(B, S, heads * S);
      const y = tf.reshape(attention(q, k, v, { heads, dropout }), [B, T, heads, S]);
      return [tf.transpose(y, [0, 2, 1, 3]), philoxMask([B, heads, T, S], dropout)];
    });
    expect(found.map((x) => x !== 0)).toEqual(mask.map((x) => x !== 0));
  });

  it('may have its workgroups in several rows', async () => {
    const real = Array.from({ length: 7 }, (_, b) => [0, 30 + b] as const);
    const body = () => results({ B: 7, T: 34, S: 40, heads: 1, K: 4, real, rates: [0.25] });
    const expected = await valuesOf(body);
    foldDispatches(backend, 5);
    expect(await valuesOf(body)).toEqual(expected);
  });

  it('gives the same bits on every run', async () => {
    const shape: Case = {
      B: 2,
      T: 70,
      S: 70,
      heads: 2,
      K: 12,
      causal: true,
      rates: [0.3],
      real: [
        [0, 70],
        [0, 40],
      ],
    };
    const first = await valuesOf(() => results(shape));
    expect(await valuesOf(() => results(shape))).toEqual(first);
  });

  it.each([true, false])('with its projections, to itself: %s', async (isSelf) => {
    const [B, T, S, D] = [2, 6, 6, 8];
    const weight = (seed: number) => tf.tensor2d(values(D * D, seed), [D, D]);
    const bias = (seed: number) => tf.tensor1d(values(D, seed));
    const states = (length: number, seed: number) =>
      tf.tensor3d(values(B * length * D, seed), [B, length, D]);
    await expectAsReferences(() => {
      const x = states(T, 1);
      const memory = states(S, 2);
      const [wq, wk, wv] = [weight(3), weight(4), weight(5)];
      const projections = {
        query: { weight: wq, bias: bias(6) },
        key: { weight: wk, bias: bias(7) },
        value: { weight: wv, bias: bias(8) },
      };
      const run = (given: tf.Tensor) => {
        const input = rank3('test', given);
        return projectedAttention(input, isSelf ? input : memory, projections, { heads: 2 });
      };
      return [run(x), tf.grad(run)(x)];
    }, 1e-5);
  });

  it('says what does not fit', () => {
    const x = tf.zeros<tf.Rank.R3>([3, 2, 4]);
    const dropout = philoxDropout({ seed: 1, update: 0, passRates: [0.1, 0.2] }).at('site', 0.1);
    expect(() => attention(x, x, x, { heads: 2, dropout })).toThrow('2 passes divide');
    const keyMask = tf.tensor2d(integers(6, 2), [3, 2], 'int32');
    expect(() => attention(x, x, x, { heads: 2, keyMask })).toThrow('keyMask of type float32, got int32');
    tf.dispose([x, keyMask]);
  });
});
