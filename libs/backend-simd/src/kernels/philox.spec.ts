import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { attention, dropout, type PhiloxDropout, philoxMask } from '@rdrop/ops';
import { useSimd } from '../testing/backends.js';
import { values } from '../testing/random.js';

beforeAll(async () => {
  await useSimd();
});

const KEY = { k0: 0xdeadbeef, k1: 0x12345678 };
const drop = (rates: readonly number[], key = KEY): PhiloxDropout => ({ kind: 'philox', key, rates });

/** What dropout makes of `size` ones. */
const kept = (size: number, rates: readonly number[], key = KEY) =>
  tf.tidy(() => dropout(tf.ones([size]), drop(rates, key)).dataSync());

/** Rates that round to nothing, and to everything, in 16 bits. */
const SMALLEST = 2 ** -18;
const LARGEST = 1 - 2 ** -18;

describe('dropout masks', () => {
  it('are drawn by Philox 4x32-7', () => {
    // Counter 0, key 0: the known answer that the Random123 library publishes, 5f6fb709 0d893f64 4f121f81 4f730a48.
    const halves = [0xb709, 0x3f64, 0x1f81, 0x0a48, 0x5f6f, 0x0d89, 0x4f12, 0x4f73];
    const key = { k0: 0, k1: 0 };
    halves.forEach((half, i) => {
      expect(kept(8, [half / 2 ** 16], key)[i]).toBeGreaterThan(0);
      expect(kept(8, [(half + 1) / 2 ** 16], key)[i]).toBe(0);
    });
  });

  it('are those of the reference, wherever a pass begins in a block', () => {
    for (let size = 1; size <= 90; size++) {
      const rates = Array.from({ length: 9 }, (_, pass) => [0.1, 0.5, 0.9][pass % 3] ?? 0);
      expect(kept(9 * size, rates)).toEqual(philoxMask([9 * size], drop(rates)).dataSync());
    }
  });

  it('are those of the reference at rates that 16 bits do not tell from 0 and 1', () => {
    for (const size of [5, 64, 1500]) {
      const rates = [SMALLEST, LARGEST, 0, 0.25];
      expect(kept(4 * size, rates)).toEqual(philoxMask([4 * size], drop(rates)).dataSync());
    }
  });

  it('of attention at such rates drop nothing, or all', () => {
    for (const length of [8, 11]) {
      const x = tf.tensor3d(values(4 * length), [1, length, 4]);
      const run = (dropout?: PhiloxDropout) => attention(x, x, x, { heads: 1, dropout }).dataSync();
      run(drop([SMALLEST])).forEach((value, i) => {
        expect(value).toBeCloseTo((run()[i] ?? NaN) / (1 - SMALLEST), 6);
      });
      expect(run(drop([LARGEST])).every((value) => value === 0)).toBe(true);
    }
  });
});
