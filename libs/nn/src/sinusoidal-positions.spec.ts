import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { positionIds, SinusoidalPositions, sinusoidalTable } from './sinusoidal-positions.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('sinusoidalTable', () => {
  it('lays all sines before all cosines and keeps the padding row at 0', () => {
    const table = sinusoidalTable(4, 6, 1);
    const slow = 1 / 10000;
    const middle = 1 / 100;
    const row = [1, middle, slow];
    const expected = [...row.map((f) => Math.sin(3 * f)), ...row.map((f) => Math.cos(3 * f))];
    table.slice(18).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? NaN, 6);
    });
    expect([...table.slice(6, 12)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('ends odd widths with a column of zeros', () => {
    const odd = sinusoidalTable(3, 7, 1);
    const even = sinusoidalTable(3, 6, 1);
    expect([...odd.slice(14)]).toEqual([...even.slice(12), 0]);
  });

  it('refuses widths whose exponent step is undefined', () => {
    expect(() => sinusoidalTable(3, 3, 1)).toThrow('expected a width of at least 4, got 3');
  });
});

describe('positionIds', () => {
  it('counts real tokens only, from paddingId + 1', () => {
    tf.tidy(() => {
      const mask = tf.tensor2d([0, 0, 1, 1, 1, 1, 0, 0], [2, 4]);
      const ids = positionIds(mask, 1);
      expect(ids.dtype).toBe('int32');
      expect(ids.arraySync()).toEqual([
        [1, 1, 2, 3],
        [2, 3, 1, 1],
      ]);
    });
  });
});

describe('SinusoidalPositions', () => {
  it('grows without leaking and stays when long enough', () => {
    const before = tf.memory().numTensors;
    const positions = new SinusoidalPositions(4, 1);
    const short = positions.forLength(3);
    expect(positions.forLength(62)).toBe(short);
    const long = tf.tidy(() => positions.forLength(63));
    expect(long.shape).toEqual([128, 4]);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect([...long.dataSync().slice(0, 256)]).toEqual([...sinusoidalTable(64, 4, 1)]);
    positions.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
