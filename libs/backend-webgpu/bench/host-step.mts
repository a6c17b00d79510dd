// Host time of the R-Drop step of mt mini, by processor time, whatever the GPU: Dawn's null backend computes nothing.
//   npx tsx --conditions=@rdrop/source bench/host-step.mts stock|kernels|replay [steps] [batch] [tokens]
// stock: TensorFlow.js' own webgpu backend with the reference operations; kernels: ours; replay: ours, recorded.
import {
  adamUpdate,
  beginStep,
  createStepRecorder,
  declareNumbers,
  globalNorm,
  withReferences,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME, startWebGpu } from '../src/index.ts';
import { mtMini } from './mt-mini.mts';

const [mode = 'replay', steps = '100', batch = '2', tokens = '8'] = process.argv.slice(2);
const WARM_UP = 12;
tf.env().set('PROD', true);
const { backend } = await startWebGpu({ dawn: ['backend=null'] });
if (mode === 'stock') tf.env().set('WEBGPU_CPU_FORWARD', true); // as it comes
await tf.setBackend(mode === 'stock' ? 'webgpu' : BACKEND_NAME);

const model = mtMini(Number(batch), Number(tokens));
tf.tidy(() => model.loss(0)); // makes the parameters
const slots = [...model.parameters.values()].map((parameter) => ({
  parameter,
  m: tf.tidy(() => tf.variable(tf.zerosLike(parameter), false)),
  v: tf.tidy(() => tf.variable(tf.zerosLike(parameter), false)),
}));
const recorder = mode === 'replay' ? createStepRecorder() : undefined;

/** The numbers of Adam after so many updates. */
function hyper(update: number) {
  const correction = Math.sqrt(1 - 0.98 ** (update + 1));
  return {
    gradientScale: 1 / model.count,
    stepSize: (5e-4 * correction) / (1 - 0.9 ** (update + 1)),
    epsilon: 1e-8 * correction,
    ...{ beta1: 0.9, beta2: 0.98, decoupledDecay: 0, coupledDecay: 0 },
  };
}

/** The stock backend's sum of many tensors needs more buffers than devices bind: there two at a time. */
function normOf(gradients: tf.Tensor[]): tf.Scalar {
  if (mode !== 'stock') return globalNorm(gradients);
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  return tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square))).asScalar();
}

/** The update, on the device. */
function compute(update: number) {
  beginStep();
  const { value: loss, grads } = tf.variableGrads(
    () => model.loss(update),
    slots.map(({ parameter }) => parameter),
  );
  const withGradients = slots.map((slot) => {
    const gradient = grads[slot.parameter.name];
    if (gradient === undefined) throw new Error(`expected a gradient of ${slot.parameter.name}`);
    return { ...slot, gradient, decay: true };
  });
  const norm = normOf(withGradients.map(({ gradient }) => gradient));
  declareNumbers(hyper(update), hyper);
  adamUpdate(withGradients, { ...hyper(update), clip: { norm, limit: 1 } });
  tf.dispose(grads);
  return { loss, norm };
}

async function step(update: number): Promise<void> {
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
