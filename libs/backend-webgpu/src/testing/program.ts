/**
 * A program that uses the backend, for tests of how its process ends: `program.ts <mode>`. Prints a line of JSON and
 * returns; nothing here ends the process.
 */
import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME } from '../names.js';
import { startWebGpu } from '../start.js';

const [mode] = process.argv.slice(2);
tf.env().set('PROD', true); // no banner

await startWebGpu();
await tf.setBackend(BACKEND_NAME);
const x = tf.ones([60, 70]);
const [sum] = await tf.sum(tf.matMul(x, x, false, true)).data();
if (mode === 'collected' && globalThis.gc !== undefined) {
  for (let i = 0; i < 5; i++) globalThis.gc();
  await tf.neg(x).data();
}
if (mode === 'pending') void tf.neg(x).data();
process.stdout.write(`${JSON.stringify({ sum })}\n`);
if (mode === 'throw') throw new Error('the program fails');
