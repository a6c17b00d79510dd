import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SimdBackend } from './simd-backend.js';
import { useSimd } from './testing/backends.js';
import { integers, sameBits } from './testing/random.js';
import { ToyNetwork } from './testing/toy-network.js';

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});
afterEach(() => vi.restoreAllMocks());

const STEPS = 200;

describe('memory over many training steps', () => {
  it('does not grow, whatever lengths the batches have', () => {
    const before = { ...backend.memory(), tensors: tf.memory().numTensors };
    const network = new ToyNetwork();
    const shapes = integers(20, 6, 1).map((x) => 1 + x);
    const lengths = integers(20, 40, 2);
    const choice = integers(STEPS, 20, 3);
    let extent = 0; // how far the heap reached while gradients lived
    const step = (update: number, at: number) => {
      const batch = { rows: shapes[at] ?? 1, length: 1 + (lengths[at] ?? 0), update };
      network.step(batch, () => (extent = Math.max(extent, backend.memory().heapReservedBytes)));
      return { ...backend.memory(), tensors: tf.memory().numTensors, extent };
    };
    // Both forms of the loss (see ToyNetwork), and once more when the work space has its final size.
    for (const update of [0, 1, 0, 1]) shapes.forEach((_, at) => step(update, at));
    const warm = step(2, 0);
    const ends = Array.from(choice, (at, update) => step(update + 3, at));
    for (const end of ends) {
      expect(end.tensors).toBe(warm.tensors);
      expect(end.heapBlocks).toBe(warm.heapBlocks);
      expect(end.heapBytes).toBe(warm.heapBytes);
    }
    const last = ends.at(-1) ?? warm;
    expect(last.heapPeakBytes).toBe(warm.heapPeakBytes);
    expect(last.extent).toBe(warm.extent);
    expect(Math.max(...ends.map(({ heapReservedBytes }) => heapReservedBytes))).toBeLessThanOrEqual(
      warm.extent,
    );
    network.dispose();
    expect(tf.memory().numTensors).toBe(before.tensors);
    expect(backend.memory().heapBlocks).toBe(before.heapBlocks);
  });

  it('reaches little further than the most that was in use at a time', () => {
    const network = new ToyNetwork();
    const base = backend.memory();
    let extent = 0;
    const lengths = integers(60, 64, 4);
    lengths.forEach((length, update) =>
      network.step({ rows: 4, length: 1 + length, update }, () => {
        extent = Math.max(extent, backend.memory().heapReservedBytes);
      }),
    );
    const { heapPeakBytes } = backend.memory();
    const start = base.heapReservedBytes - base.heapBytes; // work space of the threads, and what is free
    expect(extent).toBeLessThan(start + 1.1 * heapPeakBytes);
    network.dispose();
  });
});

describe('scratch memory', () => {
  /** Every request gives another block, full of NaN; the one before it becomes NaN too. Returns the blocks. */
  function moveAlways(): tf.TensorInfo[] {
    const given: tf.TensorInfo[] = [];
    const latest = new Map<string, Float32Array>();
    vi.spyOn(backend, 'scratch').mockImplementation((purpose, bytes) => {
      latest.get(purpose)?.fill(Number.NaN);
      const length = Math.ceil(bytes / 4);
      const block = backend.output([length], 'float32');
      given.push(block);
      const address = backend.address(block);
      latest.set(purpose, backend.linear.floats(address, length).fill(Number.NaN));
      return address;
    });
    return given;
  }

  it('is never used after the next request for the same purpose, nor read before it is written', () => {
    const train = () => {
      const network = new ToyNetwork();
      const results = [0, 1, 2, 3].map((update) => network.step({ rows: 3, length: 17, update }));
      const parameters = network.values();
      network.dispose();
      return { results, parameters };
    };
    const expected = train();
    const blocks = moveAlways();
    const moved = train();
    vi.restoreAllMocks();
    expect(blocks.length).toBeGreaterThan(50);
    for (const { dataId } of blocks) backend.disposeData(dataId);
    expect(moved.results).toEqual(expected.results);
    expect(moved.results.flat().every(Number.isFinite)).toBe(true);
    moved.parameters.forEach((data, i) => {
      expect(sameBits(data, expected.parameters[i] ?? new Float32Array(0)), `parameter ${i}`).toBe(true);
    });
  });
});
