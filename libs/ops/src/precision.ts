import * as tf from '@tensorflow/tfjs';

/**
 * How matrix products are computed. 'mixed': their operands are rounded to float16, and products summed up in float32; all
 * else stays float32.
 */
export type Precision = 'float32' | 'mixed';

/**
 * Makes the active backend ready to compute in this precision. An engine that knows 'mixed' (webgpu) gives its backend a
 * method `prepareMixed`, which tries it out and resolves to what a user should know, one sentence each.
 *
 * @throws Error in one sentence where the engine or its device cannot
 */
export async function preparePrecision(precision: Precision): Promise<readonly string[]> {
  if (precision === 'float32') return [];
  const backend = tf.backend();
  const prepare: unknown = Reflect.get(backend, 'prepareMixed');
  if (typeof prepare !== 'function') {
    throw Object.assign(
      new Error(
        `precision: expected an engine that multiplies in float16 (webgpu) for 'mixed', got '${tf.getBackend()}', which computes ` +
          "in 'float32' only",
      ),
      { expected: true },
    );
  }
  const notes: unknown = await Reflect.apply(prepare, backend, []);
  return Array.isArray(notes) ? notes.map(String) : [];
}

/**
 * Runs `body`, gradients included, with the matrix products of its operations in this precision. Engines that do not know
 * 'mixed' compute in float32 all the same: ask `preparePrecision` first.
 */
export function withPrecision<T>(precision: Precision, body: () => T): T {
  const backend = tf.backend();
  const before: unknown = Reflect.get(backend, 'precision');
  if (before === undefined) return body();
  Reflect.set(backend, 'precision', precision);
  try {
    return body();
  } finally {
    Reflect.set(backend, 'precision', before);
  }
}
