import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { advanceCorrections } from './adam-corrections.js';

it('is 1 - beta^t to the last digits of float32, for the updates that are not skipped', () => {
  const corrections = tf.variable(tf.zeros([2]), false);
  const before = tf.memory().numTensors;
  let made = 0;
  for (let update = 0; update < 600; update++) {
    const isSkipped = update % 7 === 3;
    if (!isSkipped) made += 1;
    const norm = isSkipped ? (update % 2 === 0 ? Infinity : NaN) : 1;
    tf.tidy(() => advanceCorrections(corrections, tf.scalar(norm), { beta1: 0.9, beta2: 0.999 }));
    if (![1, 2, 10, 500].includes(made)) continue;
    const [first = NaN, second = NaN] = corrections.dataSync();
    expect(first / (1 - 0.9 ** made)).toBeCloseTo(1, 5);
    expect(second / (1 - 0.999 ** made)).toBeCloseTo(1, 5);
  }
  expect(tf.memory().numTensors).toBe(before);
  corrections.dispose();
});
