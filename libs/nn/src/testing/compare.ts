import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { FixtureTensor } from './fixture.js';

/** Largest absolute difference divided by the largest magnitude of what is expected. */
export function relativeGap(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let gap = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    if (!(difference <= gap)) gap = difference;
    largest = Math.max(largest, Math.abs(expected[i] ?? NaN));
  }
  return gap / largest;
}

/** Asserts shape and values: the gap stays below `tolerance` of the largest expected entry. */
export function expectTensor(
  name: string,
  actual: tf.Tensor,
  expected: FixtureTensor,
  tolerance: number,
): void {
  expect(actual.shape, `shape of ${name}`).toEqual(expected.shape);
  expect(relativeGap(actual.dataSync(), expected.values), name).toBeLessThan(tolerance);
}

/** Runs `fn` once to warm up, then asserts that a second run leaves no tensor behind. */
export function expectNoLeak(fn: () => void): void {
  fn();
  const before = tf.memory().numTensors;
  fn();
  expect(tf.memory().numTensors).toBe(before);
}
