import * as tf from '@tensorflow/tfjs';
import { attention, type AttentionOptions, type PhiloxDropout, philoxMask } from '@rdrop/ops';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SimdBackend } from '../simd-backend.js';
import { blocksLeftBy, on, replaceSimd, useSimd } from '../testing/backends.js';
import { Dice } from '../testing/dice.js';
import { deviation, integers, sameBits, values } from '../testing/random.js';
import { closeRuntimes, testRuntime } from '../testing/runtimes.js';
import { ThreadPool } from '../threads/thread-pool.js';

await useSimd(); // registers the kernels
const strict = await testRuntime({ threads: 1, variant: 'strict' });
const fastest = await testRuntime({ threads: 1 });
const wide = await testRuntime({ threads: 1 });
// Results are right whether or not two operations run as one here.
wide.kernels.initThread(Math.ceil(wide.kernels.heapBase() / 64) * 64, 1);
const system = await testRuntime({ threads: 1, blas: 'auto' });
const hasBlas = system.blas !== undefined;
const missing = hasBlas ? '' : ' (skipped: no BLAS found on this system)';
afterAll(closeRuntimes);

let backend = new SimdBackend(fastest);
beforeEach(() => replaceSimd(backend));
afterEach(() => {
  vi.restoreAllMocks();
});

interface Shape {
  readonly B: number;
  readonly T: number;
  readonly S: number;
  readonly heads: number;
  readonly K: number;
}

interface Options extends Pick<AttentionOptions, 'causal' | 'dropout'> {
  readonly keyMask?: number[][] | undefined;
  /** Factor of the random inputs, which lie between -1 and 1. */
  readonly size?: number;
}

const drop = (...rates: number[]): PhiloxDropout => ({
  kind: 'philox',
  key: { k0: 0xdeadbeef, k1: 0x12345678 },
  rates,
});

/** The value and the gradients by queries, keys and values, for a random gradient of the value, one after the other. */
function compute({ B, T, S, heads, K }: Shape, options: Options): tf.Tensor {
  const { causal = false, dropout, size = 1 } = options;
  const keyMask = options.keyMask === undefined ? undefined : tf.tensor2d(options.keyMask);
  const D = heads * K;
  const random = (length: number, seed: number) =>
    tf.mul(tf.tensor3d(values(B * length * D, seed), [B, length, D]), size).as3D(B, length, D);
  const inputs = [random(T, 11), random(S, 12), random(S, 13)];
  const run = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
    attention(q.as3D(B, T, D), k.as3D(B, S, D), v.as3D(B, S, D), { heads, causal, dropout, keyMask });
  const [q, k, v] = inputs;
  if (q === undefined || k === undefined || v === undefined) throw new Error('three inputs expected');
  return tf.concat([run(q, k, v), ...tf.grads(run)(inputs, random(T, 14))].map((x) => x.flatten()));
}

/** Holds all results on simd to the reference on the stock backend. Nothing may stay in the memory. */
function expectReference(shape: Shape, options: Options): void {
  let found: number[] = [];
  const left = blocksLeftBy(backend, () => {
    found = on('simd', () => compute(shape, options));
  });
  expect(left).toBe(0);
  const expected = on('cpu', () => compute(shape, options));
  const { B, T, S, heads, K } = shape;
  const [result, keys] = [B * T * heads * K, B * S * heads * K];
  const ends = { value: result, dq: 2 * result, dk: 2 * result + keys, dv: 2 * (result + keys) };
  let begin = 0;
  for (const [name, end] of Object.entries(ends)) {
    const error = deviation(found.slice(begin, end), expected.slice(begin, end));
    expect(error, `${name} of ${JSON.stringify(shape)}`).toBeLessThan(4e-6 * (options.size ?? 1) ** 2);
    begin = end;
  }
}

/** Every mask a row of keys can have, the usual one (real keys first) most often. */
function randomMask(dice: Dice, batch: number, keys: number): number[][] {
  const kind = dice.pick('suffix', 'suffix', 'prefix', 'any', 'none');
  return Array.from({ length: batch }, () => {
    const border = dice.below(keys + 1);
    return Array.from({ length: keys }, (_, s) => {
      if (kind === 'any') return dice.chance(0.6) ? 1 : 0;
      return kind !== 'none' && (kind === 'suffix' ? s < border : s >= border) ? 1 : 0;
    });
  });
}

const CONFIGURATIONS = [
  { name: 'strict', runtime: strict, blas: false },
  { name: 'the fastest kernels', runtime: fastest, blas: false },
  { name: 'wide tiles', runtime: wide, blas: false },
  { name: `the system's BLAS${missing}`, runtime: system, blas: true },
].map(({ runtime, ...rest }) => ({ ...rest, used: new SimdBackend(runtime) }));

describe.each(CONFIGURATIONS)('attention against the reference, $name', ({ used, blas }) => {
  beforeAll(() => {
    backend = used;
  });
  beforeEach((context) => {
    if (!blas) return;
    if (!hasBlas) context.skip('this machine has no BLAS');
    vi.spyOn(used, 'prefersBlas').mockReturnValue(true); // whatever the size
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('random case %i', (seed) => {
    const dice = new Dice(seed);
    const causal = dice.chance(0.4);
    const T = dice.between(1, dice.pick(9, 40, 70));
    const S = causal ? T : dice.between(1, dice.pick(9, 40, 70));
    const shape = { B: dice.pick(2, 4), T, S, heads: dice.between(1, 3), K: dice.pick(1, 3, 8, 12, 16, 37) };
    const keyMask = dice.chance(0.6) ? randomMask(dice, shape.B, S) : undefined;
    const dropout = dice.pick(undefined, drop(0.3), drop(0.5, 0.1), drop(0, 0.2));
    expectReference(shape, { causal, keyMask, dropout });
  });

  it.each([
    // Weights kept for the gradient, and computed again; several chunks of queries; whole tiles and edges.
    [{ B: 1, T: 24, S: 24, heads: 2, K: 64 }, true],
    [{ B: 1, T: 65, S: 65, heads: 1, K: 64 }, true],
    [{ B: 1, T: 200, S: 200, heads: 1, K: 8 }, true],
    [{ B: 1, T: 300, S: 257, heads: 2, K: 20 }, false],
    [{ B: 1, T: 130, S: 303, heads: 1, K: 10 }, false],
    [{ B: 1, T: 1, S: 30, heads: 2, K: 64 }, false],
  ])('%o, causal: %o', (shape, causal) => {
    for (const dropout of [undefined, drop(0.2)]) {
      expectReference(shape, { dropout });
      if (causal) expectReference(shape, { dropout, causal });
    }
  });

  it('scores of hundreds', () => {
    expectReference({ B: 1, T: 20, S: 20, heads: 2, K: 16 }, { causal: true, size: 12 });
  });

  it('rows that see no real key', () => {
    const shape = { B: 3, T: 21, S: 21, heads: 2, K: 8 };
    const border = [0, 9, 21];
    const keyMask = border.map((b) => Array.from({ length: shape.S }, (_, s) => (s < b ? 0 : 1)));
    for (const dropout of [undefined, drop(0.25)]) {
      for (const causal of [false, true]) expectReference(shape, { keyMask, causal, dropout });
    }
  });

  it('masked keys get no gradient at all', () => {
    const keyMask = [[1, 1, 0, 1, 0, 0]];
    const results = on('simd', () => compute({ B: 1, T: 5, S: 6, heads: 1, K: 2 }, { keyMask }));
    const [dk, dv] = [results.slice(20, 32), results.slice(32)];
    for (const rows of [dk, dv]) {
      expect(rows.map((x, i) => (x === 0 ? i : -1)).filter((i) => i >= 0)).toEqual([4, 5, 8, 9, 10, 11]);
    }
  });

  it.each([
    [4, 12],
    [5, 11],
    [9, 30],
    [9, 24],
    [17, 1],
  ])('drops exactly the elements of the mask, [%i, %i]', (T, S) => {
    // With the values a unit matrix for each head, the results are the weights.
    const [B, heads] = [2, 3];
    const dropout = drop(0.5, 0.2);
    const q = tf.tensor3d(values(B * T * heads * S), [B, T, heads * S]);
    const k = tf.tensor3d(values(B * S * heads * S, 2), [B, S, heads * S]);
    const v = tf.tile(tf.eye(S).expandDims(), [B, 1, heads]).as3D(B, S, heads * S);
    const found = tf.transpose(
      attention(q, k, v, { heads, dropout }).reshape([B, T, heads, S]),
      [0, 2, 1, 3],
    );
    const expected = philoxMask([B, heads, T, S], dropout).dataSync();
    expect(Array.from(found.dataSync(), (x) => x !== 0)).toEqual(Array.from(expected, (x) => x !== 0));
  });
});

describe('attention', () => {
  beforeAll(() => {
    backend = new SimdBackend(fastest);
  });

  it('keeps two numbers a row, and weights only where they take little more room than the result', () => {
    const { attentionStateFloats } = backend.kernels;
    expect(attentionStateFloats(256, 256, 64)).toBe(2 * 256);
    expect(attentionStateFloats(88, 88, 64)).toBe(2 * 88);
    expect(attentionStateFloats(65, 65, 64)).toBe(2 * 72 + 72 * 68);
    expect(attentionStateFloats(24, 24, 64)).toBe(2 * 24 + 24 * 24);
    expect(attentionStateFloats(1, 24, 64)).toBe(2 * 8);
  });

  it('says what does not fit', () => {
    const x = tf.zeros<tf.Rank.R3>([3, 2, 4]);
    expect(() => attention(x, x, x, { heads: 2, dropout: drop(0.1, 0.2) })).toThrow('2 passes divide');
    const keyMask = tf.tensor2d(integers(6, 2), [3, 2], 'int32');
    expect(() => attention(x, x, x, { heads: 2, keyMask })).toThrow('keyMask of type float32, got int32');
    tf.dispose([x, keyMask]);
  });
});

describe.skipIf(!hasBlas)(`attention with the system's BLAS${missing}`, () => {
  const SHAPE = { B: 4, T: 48, S: 80, heads: 2, K: 64 };

  it('is asked for long rows only', () => {
    replaceSimd(new SimdBackend(system));
    const launch = vi.spyOn(SimdBackend.prototype, 'launch');
    const flags = (shape: Shape) => {
      launch.mockClear();
      tf.tidy(() => void compute(shape, {}));
      return launch.mock.calls
        .filter(([name]) => name.startsWith('attention'))
        .map(([name, args]) => args[name === 'attention' ? 13 : 16]);
    };
    expect(flags({ ...SHAPE, T: 24, S: 24 })).toEqual([0, 0, 0]); // the value, and for the gradients both passes
    expect(flags(SHAPE)).toEqual([1, 1, 1]);
  });

  it('gives the same bits on one thread and on three', async () => {
    const several = await testRuntime({ threads: 3, blas: 'auto' });
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    const [alone, together] = [system, several].map((runtime) => {
      replaceSimd(new SimdBackend(runtime));
      return new Float32Array(on('simd', () => compute(SHAPE, { dropout: drop(0.2) })));
    });
    expect(run).toHaveBeenCalled();
    expect(sameBits(alone ?? new Float32Array(), together ?? new Float32Array(1))).toBe(true);
  });

  it('a kernel that is told to use a BLAS where there is none says so', () => {
    const calls = () =>
      fastest.kernels.attention(...new Array<number>(7).fill(0), 8, 8, 1, 8, 0, 1, 1, 0, 1, 65_536);
    expect(calls).toThrow('a kernel asked for a BLAS, and there is none');
  });
});
