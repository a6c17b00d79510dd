/**
 * A program that uses the backend, for tests of how its process ends: `program.ts <mode> <threads>`. Prints a line of JSON
 * and returns; nothing here ends the process.
 */
import * as tf from '@tensorflow/tfjs';
import { registerSimdBackend } from '../register.js';

const [mode, threads] = process.argv.slice(2);
if (mode === 'hidden') Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
tf.env().set('PROD', true); // no banner

const backend = await registerSimdBackend({ threads: Number(threads), blas: 'off' });
await tf.setBackend('simd');
const sum = tf.tidy(() => {
  const x = tf.ones([600, 700]);
  return tf.sum(tf.matMul(x, x, false, true)).dataSync()[0];
});
process.stdout.write(`${JSON.stringify({ sum, threads: backend.threads, notes: backend.notes })}\n`);
if (mode === 'throw') throw new Error('the program fails');
