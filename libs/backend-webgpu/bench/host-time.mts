// Host time of a training step, by processor time: what our dispatch path and TensorFlow.js cost, whatever the GPU. Dawn's
// null backend computes nothing.
//   npx tsx --conditions=@rdrop/source bench/host-time.mts [layers]
import { beginStep, feedForward, linear } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME, startWebGpu } from '../src/index.ts';

const layers = Number(process.argv[2] ?? 12);
const WIDTH = 16;

tf.env().set('PROD', true);
const { backend } = await startWebGpu({ dawn: ['backend=null'] });
await tf.setBackend(BACKEND_NAME);

const weights = Array.from({ length: 3 * layers }, () => ({
  weight: tf.variable(tf.ones<tf.Rank.R2>([WIDTH, WIDTH])),
  bias: tf.variable(tf.ones<tf.Rank.R1>([WIDTH])),
}));
const variables = weights.flatMap(({ weight, bias }) => [weight, bias]);
const x = tf.ones([32, WIDTH]);

function forward(): tf.Scalar {
  let h: tf.Tensor = x;
  for (let i = 0; i < layers; i++) {
    const [first, up, down] = weights.slice(3 * i, 3 * i + 3);
    if (first === undefined || up === undefined || down === undefined)
      throw new Error('expected three layers');
    h = linear(h, first.weight, { bias: first.bias });
    h = tf.add(h, feedForward(h, up, down, { activation: 'gelu' }));
  }
  return tf.sum(h);
}

function step(): void {
  beginStep();
  const { value, grads } = tf.variableGrads(forward, variables);
  tf.dispose([value, grads]);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
for (let i = 0; i < 30; i++) step();
backend.submission.flush();
await turn();
const before = backend.memory();
const times: number[] = [];
for (let i = 0; i < 100; i++) {
  const start = process.cpuUsage();
  step();
  backend.submission.flush();
  const { user, system } = process.cpuUsage(start);
  times.push((user + system) / 1000);
  await turn();
}
const after = backend.memory();
const dispatches = (after.dispatches - before.dispatches) / times.length;
const best = Math.min(...times);
process.stdout.write(
  `${dispatches} dispatches a step: ${best.toFixed(2)} ms, ${((1000 * best) / dispatches).toFixed(2)} us each; ` +
    `${after.bindGroupsMade - before.bindGroupsMade} new bind groups, ${after.gpuBuffers - before.gpuBuffers} new buffers\n`,
);
