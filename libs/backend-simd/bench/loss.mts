// The loss by itself, and with the output projection: whole logits against chunks of several sizes. Milliseconds a call
// (medians; processor time of all threads, so a busy machine disturbs it less, then wall time) and bytes of the heap.
//   npx tsx --conditions=@rdrop/source bench/loss.mts [threads] [strict|relaxed] [off|auto|path of a BLAS]
import * as tf from '@tensorflow/tfjs';
import { linear, projectedRDropTerms, rDropTerms } from '@rdrop/ops';
import { registerSimdBackend } from '../src/register.ts';
import { integers, values } from '../src/testing/random.ts';

const [threads = '1', variant, blas = 'off'] = process.argv.slice(2);
tf.env().set('PROD', true);
const backend = await registerSimdBackend({
  threads: Number(threads),
  variant: variant === 'strict' || variant === 'relaxed' ? variant : undefined,
  blas,
});
await tf.setBackend('simd');

const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1] ?? NaN;
const MEASUREMENTS = 5;

/** Processor and wall milliseconds of one call. */
function measure(body: () => void, calls: number): string {
  const processor: number[] = [];
  const wall: number[] = [];
  for (let i = -1; i < MEASUREMENTS; i++) {
    const start = process.cpuUsage();
    const from = performance.now();
    for (let call = 0; call < calls; call++) body();
    const { user, system } = process.cpuUsage(start);
    if (i < 0) continue;
    processor.push((user + system) / 1e3 / calls);
    wall.push((performance.now() - from) / calls);
  }
  return [processor, wall].map((list) => median(list).toPrecision(4).padStart(8)).join(' ');
}

const print = (...columns: string[]) => process.stdout.write(`${columns.join('  ')}\n`);

print(`${backend.variant}, threads: ${backend.threads}, BLAS: ${backend.blas ?? 'none'}`);
print('[rows, classes], smoothing'.padEnd(34), 'forward: cpu, wall', 'with gradient: cpu, wall');
for (const [rows, classes, labelSmoothing] of [
  [2 * 768, 8000, 0.1],
  [2 * 768, 8000, 0],
  [2 * 1024, 10_000, 0.1],
  [2 * 32, 2, 0],
  [2 * 64, 100, 0],
] as const) {
  const logits = tf.tensor2d(values(rows * classes), [rows, classes]);
  const labels = tf.tensor1d(integers(rows / 2, classes), 'int32');
  const terms = (x: tf.Tensor) => rDropTerms(x, labels, { passes: 2, labelSmoothing });
  const gradient = tf.grad((x) => tf.sum(terms(x)));
  const calls = Math.ceil(2e6 / (rows * classes));
  print(
    `[${rows}, ${classes}], ${labelSmoothing}`.padEnd(34),
    measure(() => tf.tidy(() => void terms(logits)), calls),
    measure(() => tf.tidy(() => void gradient(logits)), calls),
  );
  tf.dispose([logits, labels]);
}

print('\nprojection and loss, with gradients: cpu, wall, MiB at the peak beyond inputs');
for (const [rows, classes, width] of [
  [2 * 768, 8000, 256],
  [2 * 1024, 10_000, 512],
] as const) {
  const states = tf.tensor2d(values(rows * width), [rows, width]);
  const weight = tf.tensor2d(values(classes * width, 2), [classes, width]);
  const labels = tf.tensor1d(integers(rows / 2, classes), 'int32');
  const options = { passes: 2, labelSmoothing: 0.1 };
  const coefficients = [1, 1, 0, 0, 5];
  const whole = tf.grads((s, w) =>
    tf.sum(tf.mul(rDropTerms(linear(s, w.as2D(classes, width)), labels, options), tf.tensor1d(coefficients))),
  );
  const chunked = (chunkBytes: number) =>
    tf.grads(
      (s, w) =>
        projectedRDropTerms(s, w.as2D(classes, width), labels, { ...options, coefficients, chunkBytes }).loss,
    );
  const run = (name: string, gradients: (inputs: tf.Tensor[]) => tf.Tensor[]) => {
    tf.tidy(() => void gradients([states, weight]));
    const before = backend.memory().heapBytes;
    const held: number[] = [];
    const { output } = backend;
    backend.output = (...args) => {
      const info = output.apply(backend, args);
      held.push(backend.memory().heapBytes);
      return info;
    };
    tf.tidy(() => void gradients([states, weight]));
    backend.output = output;
    const peak = (Math.max(...held) - before) / 2 ** 20;
    print(
      `[${rows}, ${width}] -> ${classes}, ${name}`.padEnd(44),
      measure(() => tf.tidy(() => void gradients([states, weight])), 1),
      peak.toFixed(1),
    );
  };
  run('whole', whole);
  for (const mebibytes of [4, 8, 16, 32]) run(`${mebibytes} MiB`, chunked(mebibytes * 2 ** 20));
  tf.dispose([states, weight, labels]);
}
