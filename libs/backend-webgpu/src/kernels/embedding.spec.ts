import { embedding, type EmbeddingOptions } from '@rdrop/ops';
import { deviation, integers, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences, threeWays } from '../testing/ways.js';

/** Looked-up rows, and the gradient by the table, of given ids. */
function everything(ids: Int32Array, rows: number, width: number, options: EmbeddingOptions = {}) {
  const table = tf.tensor2d(values(rows * width, 2), [rows, width]);
  const dy = tf.tensor2d(values(ids.length * width, 3), [ids.length, width]);
  const run = (x: tf.Tensor) => embedding(x.as2D(rows, width), tf.tensor1d(ids, 'int32'), options);
  return [run(table), tf.grad(run)(table, dy)];
}

/** The gradient, added up in double precision. */
function exactGradient(ids: Int32Array, rows: number, dy: Float32Array): Float64Array {
  const width = dy.length / ids.length;
  const table = new Float64Array(rows * width);
  ids.forEach((id, n) => {
    for (let c = 0; c < width; c++) {
      table[id * width + c] = (table[id * width + c] ?? NaN) + (dy[n * width + c] ?? NaN);
    }
  });
  return table;
}

async function gradientOf(ids: Int32Array, rows: number, dy: Float32Array, paddingId = -1) {
  const width = dy.length / ids.length;
  const inputs = { dy: tf.tensor2d(dy, [ids.length, width]), ids: tf.tensor1d(ids, 'int32') };
  const table = tf.engine().runKernel<tf.Tensor>('RDropEmbeddingGrad', inputs, { rows, scale: 1, paddingId });
  const result = await table.data();
  tf.dispose([inputs, table]);
  return result;
}

describeOnGpu('RDropEmbedding', () => {
  it.each([
    [1, 1, 1],
    [5, 3, 4],
    [40, 7, 5],
    [33, 100, 12],
    [300, 20, 6],
    [64, 300, 260],
  ])('equals its references: %i ids, %i rows, width %i', async (count, rows, width) => {
    const ids = integers(count, rows, 1);
    await expectAsReferences(() => everything(ids, rows, width), 1e-6);
    await expectAsReferences(() => everything(ids, rows, width, { scale: 3, paddingId: rows - 1 }), 1e-6);
  });

  it('takes ids of any rank', async () => {
    await expectAsReferences(() => {
      const table = tf.tensor2d(values(40), [10, 4]);
      const ids = tf.tensor2d(integers(6, 10), [2, 3], 'int32');
      return [
        embedding(table, ids),
        tf.grad((x) => embedding(x.as2D(10, 4), ids))(table, tf.ones([2, 3, 4])),
      ];
    }, 1e-6);
  });

  it.each([
    ['all of one id', 1000, 2, () => 1],
    ['in runs that end with a segment', 256, 8, (n: number) => Math.floor(n / 32)],
    ['in runs of two segments', 256, 8, (n: number) => Math.floor(n / 64)],
    ['in runs across segments', 1000, 30, (n: number) => Math.floor((n + 16) / 40)],
    ['of three digits', 2000, 70_000, (n: number) => (n * 48_271) % 70_000],
    ['a few often, many seldom', 3000, 600, (n: number) => (n % 3 === 0 ? 5 : (n * 7919) % 600)],
  ] as const)('adds up ids %s', async (_, count, rows, idOf) => {
    const ids = Int32Array.from({ length: count }, (_, n) => idOf(n));
    const dy = values(count * 3, 4);
    const exact = exactGradient(ids, rows, dy);
    expect(deviation(await gradientOf(ids, rows, dy), exact)).toBeLessThan(2e-6);
  });

  it('has the same bits on every run', async () => {
    const ids = integers(3000, 40);
    const { kernels } = await threeWays(() => [...everything(ids, 40, 8), ...everything(ids, 40, 8)]);
    expect(kernels.slice(2)).toEqual(kernels.slice(0, 2));
  });

  it('leaves the padding row and rows that are not looked up at zero, also in a buffer that was used', async () => {
    tf.dispose(tf.fill([9, 4], 7).add(1));
    const gradient = await gradientOf(Int32Array.of(2, 0, 2, 5, 0), 9, values(20).map(Math.abs), 0);
    const isZero = Array.from({ length: 9 }, (_, row) =>
      gradient.slice(4 * row, 4 * row + 4).every((x) => x === 0),
    );
    expect(isZero).toEqual([true, true, false, true, true, false, true, true, true]);
  });

  it('gives NaN for ids of no row, and their gradient to nobody', async () => {
    const ids = Int32Array.of(1, -1, 3, 0, 100);
    const table = tf.ones<tf.Rank.R2>([3, 4]);
    const y = embedding(table, tf.tensor1d(ids, 'int32'));
    const firsts = Array.from(await y.data()).filter((_, i) => i % 4 === 0);
    expect(firsts).toEqual([1, NaN, NaN, 1, NaN]);
    const gradient = await gradientOf(ids, 3, new Float32Array(20).fill(1));
    expect(Array.from(gradient)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    tf.dispose([table, y]);
  });
});
