// Attention, forward and with its gradients, on the shapes of the benchmark's small models. Processor milliseconds of one
// call on all units (least of several measurements, so a busy machine disturbs it less), and GFLOP/s: two products
// forward, four backward.
//   npx tsx --conditions=@rdrop/source bench/attention.mts [threads] [strict|relaxed|wide] [off|auto|path of a BLAS]
import * as tf from '@tensorflow/tfjs';
import { registerSimdBackend } from '../src/register.ts';
import { values } from '../src/testing/random.ts';

const VARIANTS = ['strict', 'relaxed', 'wide'] as const;
const SHAPES = [
  { batch: 16, heads: 4, queries: 256, keys: 256 },
  { batch: 16, heads: 4, queries: 48, keys: 256 },
  { batch: 16, heads: 4, queries: 48, keys: 48 },
  { batch: 64, heads: 4, queries: 65, keys: 65 },
  { batch: 64, heads: 4, queries: 64, keys: 64 },
  { batch: 64, heads: 4, queries: 24, keys: 24 },
  { batch: 16, heads: 4, queries: 128, keys: 128, causal: true },
  { batch: 2, heads: 12, queries: 512, keys: 512 },
] as const;
const HEAD_WIDTH = 64;
const MEASUREMENTS = 25;

const [threads = '1', variant, blas = 'off'] = process.argv.slice(2);
tf.env().set('PROD', true);
const backend = await registerSimdBackend({
  threads: Number(threads),
  variant: VARIANTS.find((name) => name === variant),
  blas,
});
await tf.setBackend('simd');

/** Processor milliseconds of one call. */
function measure(body: () => void): number {
  let least = Infinity;
  for (let i = -2; i < MEASUREMENTS; i++) {
    const start = process.cpuUsage();
    body();
    const { user, system } = process.cpuUsage(start);
    if (i >= 0) least = Math.min(least, (user + system) / 1e3);
  }
  return least;
}

const print = (...columns: string[]) => process.stdout.write(`${columns.join('  ')}\n`);
const number = (x: number) => x.toFixed(2).padStart(8);

print(`${backend.variant}, threads: ${backend.threads}, BLAS: ${backend.blas ?? 'none'}`);
print('units x queries x keys'.padEnd(28), 'forward: ms, GFLOP/s', 'backward: ms, GFLOP/s');
for (const { batch, heads, queries, keys, ...options } of SHAPES) {
  for (const rate of [0.1, 0]) {
    const width = heads * HEAD_WIDTH;
    const q = tf.tensor3d(values(batch * queries * width), [batch, queries, width]);
    const [k, v] = [2, 3].map((seed) =>
      tf.tensor3d(values(batch * keys * width, seed), [batch, keys, width]),
    );
    if (k === undefined || v === undefined) throw new Error('two tensors expected');
    const dropout = { kind: 'philox', key: { k0: 1, k1: 2 }, rates: [rate] } as const;
    const inputs = { q, k, v };
    const common = { ...options, heads, scale: HEAD_WIDTH ** -0.5 };
    const attributes = { ...common, causal: 'causal' in options, key0: 1, key1: 2, rates: dropout.rates };
    const run = (name: string, given: tf.NamedTensorMap) =>
      tf.engine().runKernel(name, given, { ...attributes, rates: [...dropout.rates] });
    const results = run('RDropAttention', inputs);
    const state = Array.isArray(results) ? results[1] : undefined;
    if (state === undefined) throw new Error('a state expected');
    const times = [
      measure(() => tf.tidy(() => void run('RDropAttention', inputs))),
      measure(() => tf.tidy(() => void run('RDropAttentionGrad', { ...inputs, dy: q, state }))),
    ];
    const product = 2 * batch * heads * queries * keys * HEAD_WIDTH;
    const columns = times.map((ms, i) => `${number(ms)} ${number(((i + 1) * 2 * product) / 1e6 / ms)}`);
    const name = `${batch * heads} x ${queries} x ${keys}${'causal' in options ? ' causal' : ''}`;
    print(`${name}, rate ${rate}`.padEnd(28), ...columns);
    tf.dispose([q, k, v, ...(Array.isArray(results) ? results : [])]);
  }
}
