import { withReferences } from '@rdrop/ops';
import { deviation } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { BACKEND_NAME } from '../names.js';

type Body = () => tf.Tensor | tf.Tensor[];

/** The values of the tensors that a computation returns, which are disposed. */
export async function valuesOf(body: Body): Promise<number[][]> {
  const tensors = tf.tidy(body);
  const list = Array.isArray(tensors) ? tensors : [tensors];
  const values = await Promise.all(list.map(async (tensor) => Array.from(await tensor.data())));
  tf.dispose(list);
  return values;
}

/** The values of a computation by our kernels, by the references on the same device, and by those on the stock CPU. */
export async function threeWays(body: Body) {
  const before = tf.memory().numTensors;
  const kernels = await valuesOf(body);
  expect(tf.memory().numTensors - before, 'tensors left').toBe(0);
  const references = await valuesOf(() => withReferences(body));
  await tf.setBackend('cpu');
  try {
    return { kernels, references, cpu: await valuesOf(body) };
  } finally {
    await tf.setBackend(BACKEND_NAME);
  }
}

/**
 * Holds our kernels to both references. `body` makes its tensors itself, so that each way has them on its own device.
 *
 * @param tolerance largest difference, relative to the largest value (at least 1)
 */
export async function expectAsReferences(body: Body, tolerance: number): Promise<void> {
  const { kernels, references, cpu } = await threeWays(body);
  references.forEach((expected, i) => {
    expect(deviation(kernels[i] ?? [], expected), `output ${i}, references on the GPU`).toBeLessThanOrEqual(
      tolerance,
    );
  });
  cpu.forEach((expected, i) => {
    expect(deviation(kernels[i] ?? [], expected), `output ${i}, references on the CPU`).toBeLessThanOrEqual(
      tolerance,
    );
  });
}
