// Host time of the R-Drop step of mt mini, by processor time, whatever the GPU: Dawn's null backend computes nothing.
//   npx tsx --conditions=@rdrop/source bench/host-step.mts stock|kernels|replay [steps]
// stock: TensorFlow.js' own webgpu backend with the reference operations; kernels: ours; replay: ours, recorded.
import { beginStep, createStepRecorder, globalNorm, withReferences } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { createOptimizer } from '../../training/src/index.ts';
import { workloadOf } from '../../../tools/bench/src/workloads.ts';
import { BACKEND_NAME, startWebGpu } from '../src/index.ts';

const [mode = 'replay', steps = '100'] = process.argv.slice(2);
const WARM_UP = 12;
/** The model is whole; of batches, whose size the host's time does not depend on, the null device has no room for more. */
const BATCH = { batch: 2, tokens: 8 };

tf.env().set('PROD', true);
const { backend } = await startWebGpu({ dawn: ['backend=null'] });
if (mode === 'stock') tf.env().set('WEBGPU_CPU_FORWARD', true); // as it comes
await tf.setBackend(mode === 'stock' ? 'webgpu' : BACKEND_NAME);

const model = workloadOf({ task: 'mt', size: 'mini', ...BATCH }).build({ seed: 1, rdrop: true, alpha: 5 });
const variables = new Map(model.parameters.entries());
const optimizer = createOptimizer({ kind: 'torch-adam', betas: [0.9, 0.98] }, variables);
const numbers = { learningRate: 5e-4, gradientScale: 1 / model.count };
const recorder = mode === 'replay' ? createStepRecorder() : undefined;

/** The stock backend's sum of many tensors needs more buffers than devices bind: there two at a time. */
function normOf(gradients: tf.Tensor[]): tf.Scalar {
  if (mode !== 'stock') return globalNorm(gradients);
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  return tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square))).asScalar();
}

/** The update on the device; the optimizer has been told its numbers. */
function compute(update: number) {
  beginStep();
  const { value: loss, grads } = tf.variableGrads(() => model.lossAt(update).sum, [...variables.values()]);
  const named = new Map<string, tf.Tensor>();
  for (const [name, { name: own }] of variables) named.set(name, grads[own] ?? tf.zeros([0]));
  const norm = normOf([...named.values()]);
  optimizer.update(named, { norm, limit: 1 });
  tf.dispose(grads);
  return { loss, norm };
}

async function step(update: number): Promise<void> {
  optimizer.advance(numbers);
  if (recorder !== undefined) {
    await recorder.run({ key: '', update, inputs: {}, body: () => ({ ...compute(update) }) });
    return;
  }
  tf.dispose(tf.tidy(() => (mode === 'stock' ? withReferences(() => compute(update)) : compute(update))));
  if (mode === 'kernels') backend.submission.flush();
}

/** How often the engine, and the device, are called in one step. */
async function counted(update: number): Promise<Record<'operations' | 'dispatches' | 'submissions', number>> {
  const counts = { operations: 0, dispatches: 0, submissions: 0 };
  const undo = [
    count(tf.engine(), 'runKernel', () => (counts.operations += 1)),
    count(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => (counts.dispatches += 1)),
    count(GPUQueue.prototype, 'submit', () => (counts.submissions += 1)),
  ];
  await step(update);
  for (const each of undo) each();
  return counts;
}

function count(owner: object, name: string, tell: () => void): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') throw new Error(`expected a function ${name}`);
  Object.defineProperty(owner, name, {
    configurable: true,
    value(this: unknown, ...values: unknown[]): unknown {
      tell();
      return Reflect.apply(original, this, values);
    },
  });
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, own);
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
let update = 0;
for (; update < WARM_UP; update++) {
  await step(update);
  await turn();
}
const counts = await counted(update++);
const times: number[] = [];
for (let i = 0; i < Number(steps); i++) {
  const start = process.cpuUsage();
  await step(update++);
  await turn();
  const { user, system } = process.cpuUsage(start);
  times.push((user + system) / 1000);
}
times.sort((a, b) => a - b);
const at = (share: number) => Number((times[Math.floor(share * times.length)] ?? NaN).toFixed(2));
process.stdout.write(
  `${JSON.stringify({ mode, ...counts, leastMs: at(0), medianMs: at(0.5), replays: recorder?.replays })}\n`,
);
