/**
 * A program that uses the backend, for tests of how its process ends: `program.ts <mode> <threads>`. Prints a line of JSON
 * and returns; nothing here ends the process.
 */
import * as tf from '@tensorflow/tfjs';
import { registerSimdBackend } from '../register.js';

const [mode, threads] = process.argv.slice(2);
if (mode === 'hidden') Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
tf.env().set('PROD', true); // no banner

if (mode === 'retry') {
  await registerSimdBackend({ threads: 0 }).catch((error: Error) => process.stderr.write(error.message));
}
const backend = await registerSimdBackend({ threads: Number(threads), blas: 'off' });
await tf.setBackend('simd');
const sum = tf.tidy(() => {
  const x = tf.ones([600, 700]);
  return tf.sum(tf.matMul(x, x, false, true)).dataSync()[0];
});
process.stdout.write(`${JSON.stringify({ sum, threads: backend.threads, notes: backend.notes })}\n`);
if (mode === 'slow') {
  for (let i = 0; i < 2; i++) {
    tf.tidy(() => tf.sin(tf.ones([4000, 1000])));
    tf.tidy(() => tf.add(tf.ones([4000, 1000], 'int32'), tf.ones([4000, 1000], 'int32')));
  }
}
if (mode === 'throw') throw new Error('the program fails');
