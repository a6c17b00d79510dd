import * as tf from '@tensorflow/tfjs';
import { BenchError } from './errors.js';

/** Of matrix products; 'mixed': operands of float16, sums of float32. All else is float32. */
export const PRECISIONS = ['f32', 'mixed'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** By what losses are multiplied in mixed precision, so that small gradients are not lost; updates divide by it. */
export const LOSS_SCALE: Readonly<Record<Precision, number>> = { f32: 1, mixed: 2 ** 10 };

/**
 * Makes the active backend ready for a precision. One that knows 'mixed' has a method `prepareMixed` and a property
 * `precision`, found by name: the benchmark knows no backend.
 *
 * @returns what a user should know, one sentence each
 * @throws BenchError where the engine cannot
 */
export async function preparePrecision(precision: Precision): Promise<readonly string[]> {
  if (precision === 'f32') return [];
  const backend = tf.backend();
  const prepare: unknown = Reflect.get(backend, 'prepareMixed');
  if (typeof prepare !== 'function') {
    throw new BenchError(
      `--precision: expected an engine that multiplies in float16 for 'mixed', got '${tf.getBackend()}', which computes in 'f32' only`,
    );
  }
  const notes: unknown = await Reflect.apply(prepare, backend, []);
  return Array.isArray(notes) ? notes.map(String) : [];
}

/** Runs `body` with the matrix products of the active backend in this precision. */
export function withPrecision<T>(precision: Precision, body: () => T): T {
  if (precision === 'f32') return body();
  const backend = tf.backend();
  const before: unknown = Reflect.get(backend, 'precision');
  Reflect.set(backend, 'precision', precision);
  try {
    return body();
  } finally {
    Reflect.set(backend, 'precision', before);
  }
}
