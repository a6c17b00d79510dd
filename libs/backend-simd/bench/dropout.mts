// Dropout masks on one thread, by processor time (the least of many repetitions, so a busy machine disturbs it little):
// elements a second of dropout by itself, and what masks add to the kernels that draw their own.
//   npx tsx --conditions=@rdrop/source bench/dropout.mts [wide|relaxed|strict]
import * as tf from '@tensorflow/tfjs';
import { attention, dropout, layerNorm, type PhiloxDropout } from '@rdrop/ops';
import { registerSimdBackend } from '../src/register.ts';
import { values } from '../src/testing/random.ts';

const [variant] = process.argv.slice(2);
tf.env().set('PROD', true);
const backend = await registerSimdBackend({
  threads: 1,
  variant: variant === 'wide' || variant === 'strict' || variant === 'relaxed' ? variant : undefined,
  blas: 'off',
});
await tf.setBackend('simd');

const drop: PhiloxDropout = { kind: 'philox', key: { k0: 1, k1: 2 }, rates: [0.1] };
const MEASUREMENTS = 15;
const MEASURED = 40; // milliseconds, or one call

/** Processor microseconds of one call: the least of several measurements, many calls each. */
function measure(body: () => void): number {
  for (let i = 0; i < 3; i++) tf.tidy(body);
  const from = performance.now();
  tf.tidy(body);
  const calls = Math.ceil(MEASURED / (performance.now() - from));
  let least = Infinity;
  for (let i = 0; i < MEASUREMENTS; i++) {
    const start = process.cpuUsage();
    for (let call = 0; call < calls; call++) tf.tidy(body);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / calls);
  }
  return least;
}

const print = (...columns: string[]) => process.stdout.write(`${columns.join('  ')}\n`);
const column = (x: number) => x.toFixed(0).padStart(9);

print(`${backend.variant}\n`);
print('dropout'.padEnd(34), 'million elements a second');
for (const shape of [
  [4, 1024, 1024],
  [64, 1024],
  [1000, 1001],
]) {
  const size = shape.reduce((product, length) => product * length);
  const x = tf.tensor(values(size), shape);
  const time = measure(() => void dropout(x, drop));
  print(`[${shape.join(', ')}]`.padEnd(34), column(size / time));
  x.dispose();
}

print(`\n${'microseconds a call'.padEnd(34)}  no masks      masks       more`);

function compare(name: string, body: (masks: PhiloxDropout | undefined) => void): void {
  const without = measure(() => {
    body(undefined);
  });
  const time = measure(() => {
    body(drop);
  });
  print(name.padEnd(34), column(without), column(time), column(time - without));
}

for (const [batch, length, heads, width] of [
  [64, 24, 4, 64],
  [8, 128, 4, 64],
  [4, 250, 4, 64],
] as const) {
  const inputs = [1, 2, 3].map((seed) =>
    tf.tensor3d(values(batch * length * heads * width, seed), [batch, length, heads * width]),
  );
  const [q, k, v] = inputs;
  if (q === undefined || k === undefined || v === undefined) throw new Error('bench: expected three inputs');
  const name = `attention [${batch}, ${length}], ${heads} heads of ${width}`;
  compare(name, (masks) => void attention(q, k, v, { heads, dropout: masks }));
  const gradients = (masks: PhiloxDropout | undefined) =>
    tf.grads((a, b, c) =>
      tf.sum(
        attention(a.as3D(...q.shape), b.as3D(...q.shape), c.as3D(...q.shape), { heads, dropout: masks }),
      ),
    );
  compare('  with gradients', (masks) => void gradients(masks)(inputs));
  tf.dispose(inputs);
}

for (const width of [256, 500]) {
  const x = tf.tensor2d(values(1024 * width), [1024, width]);
  const gain = tf.ones<tf.Rank.R1>([width]);
  const bias = tf.zeros<tf.Rank.R1>([width]);
  compare(`layer norm [1024, ${width}]`, (masks) => {
    layerNorm(x, gain, bias, { residual: x, dropout: masks });
  });
  tf.dispose([x, gain, bias]);
}
