import * as tf from '@tensorflow/tfjs';
import { adamUpdate, attention, gelu, layerNorm, linear } from '@rdrop/ops';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HeapFullError } from './heap-full-error.js';
import { registerSimdBackend } from './register.js';
import type { SimdBackend } from './simd-backend.js';
import { on, useSimd } from './testing/backends.js';
import { collectGarbage } from './testing/collect-garbage.js';
import { deviation, values } from './testing/random.js';

const MEBIBYTE = 2 ** 20;

let backend: SimdBackend;
beforeAll(async () => {
  await registerSimdBackend({ maximumBytes: 32 * MEBIBYTE, threads: 1, blas: 'off' });
  backend = await useSimd();
});

interface Held {
  readonly tensors: number;
  readonly blocks: number;
}
const held = (): Held => ({ tensors: tf.memory().numTensors, blocks: backend.memory().heapBlocks });

/** undefined when there is no room. */
function tensorOf(bytes: number): tf.TensorInfo | undefined {
  try {
    return backend.output([bytes / 4], 'float32');
  } catch (error) {
    if (error instanceof HeapFullError) return undefined;
    throw error;
  }
}

/** Runs `body` while the memory has one piece of so many MiB free, and otherwise crumbs. */
function withRoom(mebibytes: number, body: () => void): void {
  const room = backend.output([(mebibytes * MEBIBYTE) / 4], 'float32');
  const fillers: tf.TensorInfo[] = [];
  for (let bytes = 16 * MEBIBYTE; bytes >= 1024; bytes /= 2) {
    for (let filler = tensorOf(bytes); filler !== undefined; filler = tensorOf(bytes)) fillers.push(filler);
  }
  backend.disposeData(room.dataId);
  try {
    body();
  } finally {
    for (const { dataId } of fillers) backend.disposeData(dataId);
  }
}

function fallbacksOf(body: () => void): number {
  const { heapFallbacks } = backend.memory();
  body();
  return backend.memory().heapFallbacks - heapFallbacks;
}

/** Every test of the group must leave what it found. */
function checkLeftovers(): void {
  let before: Held;
  beforeEach(() => {
    before = held();
  });
  afterEach(() => {
    tf.disposeVariables();
    expect(held()).toEqual(before);
  });
}

describe('a stock kernel in a full memory', () => {
  checkLeftovers();

  it.each<[string, number, (x: tf.Tensor2D) => tf.Tensor]>([
    // At least so many runs do not fit; x takes 256 KiB, and there is room for 384
    ['an output without room', 1, (x) => x.exp()],
    ['a product', 1, (x) => tf.matMul(x, x)],
    ['operations one after the other', 3, (x) => x.relu().square().transpose()],
    ['a sum over rows, small enough', 0, (x) => x.sum(1)],
  ])('%s: runs on ordinary arrays, with the same result', (_, expected, operation) => {
    const data = values(256 * 256);
    const result = () => operation(tf.tensor2d(data, [256, 256]));
    const reference = on('cpu', result);
    let full: number[] = [];
    withRoom(0.375, () => {
      expect(fallbacksOf(() => (full = on('simd', result)))).toBeGreaterThanOrEqual(expected);
    });
    expect(deviation(full, reference)).toBeLessThan(1e-5);
    expect(fallbacksOf(() => on('simd', result))).toBe(0);
  });

  it('an input that cannot move: stays where it is, and moves when there is room again', () => {
    const { blocks } = held();
    let x = tf.tensor1d([]);
    withRoom(0.25, () => {
      x.dispose();
      x = tf.tensor1d(values(100_000)); // 0.4 MiB
      expect(fallbacksOf(() => tf.tidy(() => tf.neg(x).dataSync()))).toBe(1);
      expect(() => backend.address(x)).toThrow(HeapFullError);
    });
    expect(fallbacksOf(() => tf.neg(x).dispose())).toBe(0);
    expect(held().blocks).toBe(blocks + 1);
    x.dispose();
  });

  it('gradients flow through tensors inside and outside alike', () => {
    const data = values(150 * 200);
    const gradient = () => {
      const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.tanh(x), tf.square(x)));
      return tf.grad(f)(tf.tensor2d(data, [150, 200]));
    };
    const reference = on('cpu', gradient);
    withRoom(0.2, () => {
      let inside: number[] = [];
      expect(fallbacksOf(() => (inside = on('simd', gradient)))).toBeGreaterThan(0);
      expect(deviation(inside, reference)).toBeLessThan(1e-5);
    });
  });

  it('other errors are not mistaken for a full memory', () => {
    const x = tf.tensor2d([[1, 2]]);
    const ids = tf.tensor1d([7], 'int32');
    expect(fallbacksOf(() => expect(() => tf.gather(x, ids)).toThrow())).toBe(0);
    tf.dispose([x, ids]);
  });
});

describe('a kernel of our own in a full memory', () => {
  checkLeftovers();

  const wide = () => tf.tensor2d(values(512 * 512), [512, 512]); // 1 MiB

  it('says what did not fit and how the memory stands', () => {
    const x = wide();
    tf.neg(x).dispose();
    withRoom(0.5, () => {
      expect(() => gelu(x)).toThrow(HeapFullError);
      expect(() => gelu(x)).toThrow(
        /^RDropGelu: out of memory: expected room for a float32 tensor \[512, 512\] \(1\.0 MiB\), but tensors use \d+\.\d of 32\.0 MiB and the largest free piece has 0\.\d MiB; use smaller batches/,
      );
      expect(() => gelu(x)).toThrow(expect.objectContaining({ expected: true }));
    });
    const y = gelu(x); // as good as new
    tf.dispose([x, y]);
  });

  it.each([0.5, 1.5, 2.5, 3.5, 4.5, 5.5])('gives back all outputs when the room ends at %f MiB', (room) => {
    const ones = tf.tensor1d(new Float32Array(512).fill(1));
    const x = wide();
    const run = () => {
      const y = layerNorm(x, ones, ones, { residual: x });
      y.dispose();
    };
    withRoom(room, () => {
      const start = held().blocks;
      try {
        run();
      } catch (error) {
        expect(error).toBeInstanceOf(HeapFullError);
        expect(room).toBeLessThan(3.1); // x, y and the normalised rows
      }
      expect(held().blocks - start).toBeLessThanOrEqual(2); // x and the ones may have moved in
    });
    run();
    tf.dispose([ones, x]);
  });

  it('an update that finds no room changes no value', () => {
    const variable = (seed: number) =>
      tf.tidy(() => tf.variable(tf.tensor1d(values(50_000, seed).map(Math.abs))));
    const slots = [1, 2, 3].map((seed) => ({
      ...{ parameter: variable(seed), m: variable(seed + 3), v: variable(seed + 6) },
      ...{ gradient: tf.tensor1d(values(50_000, seed + 9)), decay: false },
    }));
    const hyper = { gradientScale: 1, stepSize: 0.1, beta1: 0.9, beta2: 0.98, epsilon: 1e-8 };
    const update = () => adamUpdate(slots, { ...hyper, decoupledDecay: 0, coupledDecay: 0 });
    update(); // all of it lies in the WebAssembly memory now
    const clones = slots.map(({ parameter }) => parameter.clone());
    const data = () => slots.flatMap(({ parameter, m, v }) => [parameter, m, v].map((x) => x.dataSync()));
    const start = data();
    // 0.19 MiB for each parameter that needs values of its own: the first gets them.
    withRoom(0.25, () => expect(update).toThrow(HeapFullError));
    expect(data().map(String)).toEqual(start.map(String));
    expect(slots.map(({ parameter }) => backend.refCount(parameter.dataId))).toEqual([1, 2, 2]);
    update();
    expect(String(data()[0])).not.toBe(String(start[0]));
    expect(clones.map((x) => String(x.dataSync()))).toEqual([start[0], start[3], start[6]].map(String));
    tf.dispose([clones, slots.map(({ gradient }) => gradient)]);
  });
});

describe('a training step in a full memory', () => {
  it.each([0.5, 1, 1.5, 8])('gives everything back when it fails, with %f MiB of room', async (room) => {
    const w = tf.tidy(() => tf.variable(tf.tensor2d(values(256 * 256), [256, 256])));
    const x = tf.tensor3d(values(8 * 32 * 256), [8, 32, 256]);
    const loss = () => {
      const h = linear(x, w.as2D(256, 256), { activation: 'gelu' }).as3D(8, 32, 256);
      return attention(h, h, h, { heads: 8 }).square().mean().asScalar();
    };
    const step = () => {
      const { value, grads } = tf.variableGrads(loss, [w]);
      const [gradient] = Object.values(grads);
      const result = [value.dataSync()[0], gradient?.dataSync()[777]];
      tf.dispose([value, grads]);
      return result;
    };
    const reference = step();
    await collectGarbage();
    const { blocks } = held();
    let failed = false;
    withRoom(room, () => {
      try {
        expect(step()).toEqual(reference);
      } catch (error) {
        failed = true;
        expect(error).toBeInstanceOf(HeapFullError);
      }
    });
    expect(failed).toBe(room < 8);
    expect(step()).toEqual(reference); // as good as new
    // TensorFlow.js never disposes what a forward pass that failed had saved; collected, it gives its blocks back.
    await collectGarbage();
    expect(held().blocks).toBe(blocks);
    tf.dispose([x, w]);
  });
});

describe('maximumBytes', () => {
  it('is checked', async () => {
    const { startRuntime } = await import('./wasm-runtime.js');
    const start = (maximumBytes: number) => startRuntime({ maximumBytes, threads: 1, blas: 'off' });
    await expect(start(1000)).rejects.toThrow('expected maximumBytes to be from 1048576 (1 MiB)');
    await expect(start(2 ** 33)).rejects.toThrow('to 4294967296 (4 GiB), got 8589934592');
    await expect(startRuntime({ maximumBytes: MEBIBYTE, threads: 200, blas: 'off' })).rejects.toThrow(
      /expected maximumBytes of at least \d+ for the work space of 200 threads, got 1048576/,
    );
  });
});
