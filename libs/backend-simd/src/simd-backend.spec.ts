import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SimdBackend } from './simd-backend.js';
import { blocksLeftBy, onBoth, useSimd } from './testing/backends.js';
import { values } from './testing/random.js';

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});

/** A tensor whose values lie in the WebAssembly memory. */
function resident(data: Float32Array | number[], shape: number[]): tf.Tensor {
  const x = tf.tensor(data, shape);
  backend.address(x);
  return x;
}

describe('SimdBackend', () => {
  it('reads copies: neither reuse of the block nor writing to the result shows through', () => {
    const x = resident([1, 2, 3, 4], [2, 2]);
    const read = x.dataSync();
    read[0] = 99;
    expect(Array.from(x.dataSync())).toEqual([1, 2, 3, 4]);
    const kept = x.dataSync();
    x.dispose();
    const y = resident([7, 7, 7, 7], [4]);
    expect(Array.from(kept)).toEqual([1, 2, 3, 4]);
    y.dispose();
  });

  it('does not alias the array a tensor was made from, once moved', () => {
    const source = new Float32Array([1, 2]);
    const x = resident(source, [2]);
    source[0] = 5;
    expect(Array.from(x.dataSync())).toEqual([1, 2]);
    x.dispose();
  });

  it('a slice survives its source', () => {
    const x = resident(values(64), [8, 8]);
    const expected = Array.from(x.dataSync()).slice(16, 32);
    const rows = tf.slice(x, [2, 0], [2, 8]);
    x.dispose();
    const other = resident(new Float32Array(64).fill(3), [64]);
    expect(Array.from(rows.dataSync())).toEqual(expected);
    tf.dispose([rows, other]);
  });

  it('keeps values and views through growth', () => {
    const before = resident(values(1000), [1000]);
    const view = backend.values(before);
    const expected = Array.from(values(1000));
    const { heapReservedBytes } = backend.memory();
    const large = backend.output([heapReservedBytes / 4 + 8_000_000], 'float32');
    expect(Array.from(view)).toEqual(expected);
    expect(Array.from(before.dataSync())).toEqual(expected);
    backend.disposeData(large.dataId);
    before.dispose();
  });

  it('says in one sentence when 4 GiB are not enough', () => {
    expect(() => backend.output([2 ** 10, 2 ** 20], 'float32')).toThrow(
      /^backend-simd: out of memory: expected room for a float32 tensor \[1024, 1048576\] \(4096\.0 MiB\), but tensors use [\d.]+ of 4095\.9 MiB and the largest free piece has [\d.]+ MiB; use smaller batches/,
    );
  });

  it('shares a block between clones and frees it with the last', () => {
    const left = blocksLeftBy(backend, () => {
      const x = resident([1, 2, 3], [3]);
      const y = x.clone();
      const z = y.reshape([3, 1]);
      x.dispose();
      y.dispose();
      expect(Array.from(z.dataSync())).toEqual([1, 2, 3]);
      z.dispose();
    });
    expect(left).toBe(0);
  });

  it('moves tensors to and from other backends', () => {
    const x = resident([1, 2, 3], [3]);
    void tf.setBackend('cpu');
    const y = tf.add(x, 1);
    void tf.setBackend('simd');
    const z = tf.add(y, 1);
    expect(Array.from(z.dataSync())).toEqual([3, 4, 5]);
    tf.dispose([x, y, z]);
  });

  it('assigns variables and trains through stock gradients', () => {
    const left = blocksLeftBy(backend, () => {
      const w = tf.variable(resident(values(12), [4, 3]).as2D(4, 3));
      const x = resident(values(20, 2), [5, 4]).as2D(5, 4);
      const optimizer = tf.train.sgd(1);
      const loss = () => tf.tidy(() => tf.matMul(x, w).square().mean().asScalar());
      const start = tf.tidy(() => loss().dataSync()[0] ?? 0);
      for (let i = 0; i < 20; i++) optimizer.minimize(loss);
      expect(tf.tidy(() => loss().dataSync()[0] ?? 1)).toBeLessThan(start / 2);
      w.assign(tf.zeros([4, 3]));
      expect(Math.max(...w.dataSync())).toBe(0);
      tf.disposeVariables();
      optimizer.dispose();
    });
    expect(left).toBeLessThanOrEqual(3); // the tensors w and x were made from, and the zeros
  });

  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['slice', (x) => x.slice([1, 0], [2, 5])],
    ['stridedSlice', (x) => x.stridedSlice([0, 1], [6, 5], [2, 2])],
    ['concat', (x) => tf.concat([x, x], 1)],
    ['stack and unstack', (x) => tf.stack(tf.unstack(x, 0), 1)],
    ['split', (x) => tf.concat(tf.split(x, 2, 0).reverse(), 0)],
    ['gather', (x) => tf.gather(x, tf.tensor1d([3, 0, 3], 'int32'))],
    ['argMax', (x) => tf.argMax(x, 1)],
    ['topk', (x) => tf.topk(x, 3).values],
    ['cast', (x) => x.mul(10).cast('int32').cast('float32')],
    [
      'pad',
      (x) =>
        tf.pad(x, [
          [1, 2],
          [0, 1],
        ]),
    ],
    ['tile', (x) => tf.tile(x, [2, 3])],
    ['where', (x) => tf.where(x.greater(0), x, tf.zerosLike(x))],
    ['cumsum', (x) => tf.cumsum(x, 1)],
    ['oneHot', () => tf.oneHot(tf.tensor1d([1, 0, 2], 'int32'), 3)],
    ['logSoftmax', (x) => tf.logSoftmax(x)],
    ['norm', (x) => tf.norm(x)],
    ['fft', (x) => tf.abs(tf.spectral.rfft(x))],
    ['reverse', (x) => tf.reverse(x, 0)],
    ['all', (x) => tf.all(x.less(2), 1)],
  ])('%s gives what the stock backend gives', (_, operation) => {
    const left = blocksLeftBy(backend, () => {
      const [simd, cpu] = onBoth(() => {
        const x = tf.tensor2d(values(30), [6, 5]);
        return operation(tf.matMul(x, tf.eye(5))); // a result of a kernel of ours
      });
      simd.forEach((value, i) => expect(value).toBeCloseTo(cpu[i] ?? Number.NaN, 5));
      expect(simd).toHaveLength(cpu.length);
    });
    expect(left).toBe(0);
  });

  it('strings still work', () => {
    const x = tf.tensor1d(['a', 'bc']);
    expect(x.dataSync()).toEqual(['a', 'bc']);
    x.dispose();
  });
});
