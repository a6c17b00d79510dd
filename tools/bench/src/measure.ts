import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { withoutFolders } from './without-folders.js';
import type { StartedEngine } from './engine.js';
import { recordDispatches, timesDispatches } from './profile/dispatch-recorder.js';
import { type Profile, recordKernels } from './profile/kernel-recorder.js';
import { type PrecisionName, precisionOf } from './precision.js';
import { flops } from './profile/matrix-product.js';
import { median, round } from './statistics.js';
import type { StepCounts, StepRecord } from './step-record.js';
import { type Phase, type StepNumbers, Trainer } from './trainer.js';
import { parameterCount, type Workload } from './workload.js';

export interface MeasureOptions {
  readonly task: string;
  readonly size: string;
  readonly rdrop: boolean;
  readonly alpha: number;
  /** Steps before the clock starts. */
  readonly warmup: number;
  /** Timed steps, at least 1. */
  readonly steps: number;
  /** Let an engine that can run recorded steps alone. */
  readonly replay: boolean;
  /** Of matrix products; the backend has been made ready for it. */
  readonly precision: PrecisionName;
  /** Count what a step is made of, and time it by the host's code too where the engine ran it alone. */
  readonly counts: boolean;
  /** Make one more step afterwards, every kernel timed. */
  readonly profile: boolean;
}

export interface Measured {
  readonly record: StepRecord;
  readonly profile: Profile | undefined;
}

const SEED = 1;

interface Timed extends StepNumbers {
  readonly ms: number;
}

async function timedStep(trainer: Trainer): Promise<Timed> {
  const start = performance.now();
  const numbers = await trainer.step();
  return { ms: performance.now() - start, ...numbers };
}

function profiledStep(trainer: Trainer): Promise<Profile> {
  const step = async (onPhase: (phase: Phase) => void): Promise<void> => {
    await trainer.step(onPhase);
  };
  return timesDispatches() ? recordDispatches(step) : recordKernels(step);
}

/** Peak memory in MiB: of a GPU, where the engine counts it, else of this process. */
function peakMemory(): number {
  const onGpu: unknown = Reflect.get(tf.memory(), 'peakBytesInGPU');
  return typeof onGpu === 'number' ? onGpu / 2 ** 20 : process.resourceUsage().maxRSS / 1024;
}

const processor = (): string => cpus()[0]?.model.trim() ?? process.arch;

async function timedSteps(trainer: Trainer, count: number): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (let step = 0; step < count; step++) timed.push(await timedStep(trainer));
  return timed;
}

/** What the first step asks of the engine, which it always gets from the host's code. */
async function countedStep(trainer: Trainer): Promise<Pick<StepCounts, 'operations' | 'gflop'>> {
  const { calls } = await recordKernels(async () => {
    await trainer.step();
  });
  const products = calls.flatMap(({ product }) => (product === undefined ? [] : [product]));
  const total = products.reduce((sum, product) => sum + flops(product), 0);
  return { operations: calls.length, gflop: round(total / 1e9, 3) };
}

/** Programs run on a device so far; undefined where the engine does not count them. */
function dispatchCount(): number | undefined {
  const dispatches: unknown = Reflect.get(tf.memory(), 'dispatches');
  return typeof dispatches === 'number' ? dispatches : undefined;
}

const medianOf = (timed: readonly Timed[], key: 'ms' | 'hostMs'): number =>
  round(median(timed.map((each) => each[key])), 2);

/** The same steps by the host's code, where the engine has run them alone until now. */
async function unreplayed(trainer: Trainer, steps: number): Promise<Partial<StepCounts>> {
  if (trainer.replays === 0) return {};
  trainer.stopReplaying();
  await timedStep(trainer); // gets its buffers
  const timed = await timedSteps(trainer, steps);
  return { unreplayed_ms: medianOf(timed, 'ms'), unreplayed_host_ms: medianOf(timed, 'hostMs') };
}

/** Makes warm-up and timed steps of a workload on the active backend. */
export async function measure(
  workload: Workload,
  engine: StartedEngine,
  options: MeasureOptions,
): Promise<Measured> {
  const { task, size, rdrop, alpha, steps } = options;
  const { replay } = options;
  const precision = precisionOf(options.precision);
  const trainer = new Trainer(workload, { seed: SEED, rdrop, alpha, replay, precision });
  try {
    const counted = options.counts ? await countedStep(trainer) : undefined;
    await timedSteps(trainer, options.warmup);
    const { replays } = trainer;
    const before = dispatchCount();
    const timed = await timedSteps(trainer, steps);
    const dispatches = dispatchCount();
    const replayed = trainer.replays - replays === steps;
    const peak = peakMemory();
    const profile = options.profile ? await profiledStep(trainer) : undefined;
    const milliseconds = median(timed.map(({ ms }) => ms));
    const last = timed[timed.length - 1] ?? { loss: Number.NaN, kl: Number.NaN };
    const counts: StepCounts | undefined = counted && {
      ...counted,
      tflops: round(counted.gflop / milliseconds, 3),
      host_ms: medianOf(timed, 'hostMs'),
      ...(before === undefined || dispatches === undefined
        ? {}
        : { dispatches: Math.round((dispatches - before) / steps) }),
      ...(await unreplayed(trainer, steps)),
    };
    const onGpu = /\bGPU\b/.test(engine.device);
    const record: StepRecord = {
      engine: engine.name,
      task,
      size,
      device: engine.name === 'webgpu' ? 'webgpu' : onGpu ? 'cuda' : 'cpu',
      amp: precision === 'mixed' ? 'fp16' : 'none',
      compile: false,
      rdrop,
      params: parameterCount(workload.specs),
      step_ms: round(milliseconds, 2),
      per_second: round((1000 * workload.units) / milliseconds, 1),
      unit: workload.unit,
      loss: round(last.loss, 4),
      peak_mib: round(peak, 1),
      threads: engine.threads,
      blas: withoutFolders(engine.versions['blas'] ?? 'off'),
      node: process.versions.node,
      steps,
      batch: workload.batch,
      alpha,
      kl: round(last.kl, 4),
      all_positions: workload.allPositions,
      replayed,
      versions: { ...engine.versions },
      notes: [...engine.notes],
      hardware: onGpu ? engine.device : processor(),
      ...(counts === undefined ? {} : { counts }),
    };
    return { record, profile };
  } finally {
    trainer.dispose();
  }
}
