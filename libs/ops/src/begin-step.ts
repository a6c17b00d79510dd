import * as tf from '@tensorflow/tfjs';

/**
 * Tells the active backend that a training step begins. An engine that has a use for it (webgpu: equal steps then get equal
 * buffers) gives its backend a method of this name; to the others it is nothing.
 */
export function beginStep(): void {
  const backend = tf.backend();
  const begin: unknown = Reflect.get(backend, 'beginStep');
  if (typeof begin === 'function') Reflect.apply(begin, backend, []);
}
