import { FUSED_KERNELS, type FusedKernel, withReferences } from '@rdrop/ops';
import { deviation } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { recordKernels } from '../profile/kernel-recorder.js';
import type { KernelCase } from './kernel-case.js';
import { LAYER_CASES } from './layer-cases.js';
import { LINEAR_CASES } from './linear-cases.js';
import { LOSS_CASES } from './loss-cases.js';
import { UPDATE_CASES } from './update-cases.js';

/** Every computation that kernels are tried on. */
export const KERNEL_CASES: readonly KernelCase[] = [
  ...LINEAR_CASES,
  ...LAYER_CASES,
  ...LOSS_CASES,
  ...UPDATE_CASES,
];

/** How one fused kernel of a backend does. */
export const kernelCheck = z.object({
  kernel: z.enum(FUSED_KERNELS),
  /**
   * equal: within the tolerance of every case; wrong: not in all; failed: it does not run; absent: the backend has none,
   * and composes it of ordinary operations.
   */
  outcome: z.enum(['equal', 'wrong', 'failed', 'absent']),
  /** Cases it ran in. */
  cases: z.number().int().nonnegative(),
  /** Of the case nearest to its tolerance or furthest beyond it; null when a value is not a number. */
  deviation: z.number().nullable(),
  tolerance: z.number(),
  /** What went wrong; that case's title first. */
  note: z.string(),
});
export type KernelCheck = z.infer<typeof kernelCheck>;

/** A kernel in one case. */
interface Trial {
  readonly kernel: FusedKernel;
  readonly title: string;
  readonly tolerance: number;
  /** NaN: values that are no numbers where the references have some, or the other way round. */
  readonly deviation: number;
  readonly error?: string;
}

interface Backends {
  /** The backend whose kernels are tried. */
  readonly tried: string;
  /** The backend that computes the references, by ordinary operations. */
  readonly reference: string;
}

type Values = Map<FusedKernel, Float32Array[]>;

async function outputsOf(each: KernelCase): Promise<Values> {
  const variables = new Set(Object.values(tf.engine().registeredVariables));
  const outputs = new Map<FusedKernel, tf.Tensor[]>();
  tf.tidy(() => {
    const made = each.run();
    for (const kernel of each.kernels) {
      const tensors = (made[kernel] ?? []).filter((tensor) => tensor !== undefined);
      outputs.set(
        kernel,
        tensors.map((tensor) => tf.keep(tensor.clone())),
      );
    }
  });
  try {
    const values: Values = new Map();
    for (const [kernel, tensors] of outputs) {
      values.set(
        kernel,
        await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data()))),
      );
    }
    return values;
  } finally {
    tf.dispose([...outputs.values()].flat());
    // A case that failed half-way may have left some.
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      if (!variables.has(variable)) variable.dispose();
    }
  }
}

async function on<T>(backend: string, body: () => Promise<T>): Promise<T> {
  await tf.setBackend(backend);
  return body();
}

/** Runs a case both ways; gives a trial for each of its kernels that has run. */
async function tryCase(each: KernelCase, { tried, reference }: Backends): Promise<Trial[]> {
  const { title, tolerance } = each;
  // Which kernels run is decided before the first wait.
  const known = await on(reference, () => withReferences(() => outputsOf(each)));
  try {
    let found: Values = new Map();
    const { calls } = await on(tried, () =>
      recordKernels(async () => {
        found = await outputsOf(each);
      }),
    );
    const ran = new Set(calls.map(({ kernel }) => kernel));
    return each.kernels
      .filter((kernel) => ran.has(kernel))
      .map((kernel) => {
        const [mine = [], theirs = []] = [found.get(kernel), known.get(kernel)];
        const deviations = theirs.map((values, i) => deviation(mine[i] ?? [], values));
        return { kernel, title, tolerance, deviation: worst(deviations) };
      });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return each.kernels.map((kernel) => ({
      ...{ kernel, title, tolerance },
      ...{ deviation: Number.NaN, error: message },
    }));
  }
}

/** NaN where one is. */
const worst = (values: readonly number[]): number => Math.max(0, ...values);

/** How far a trial is from its tolerance; what failed is further than anything. */
function distance({ deviation, tolerance, error }: Trial): number {
  if (error !== undefined || !Number.isFinite(deviation)) return Number.MAX_VALUE;
  if (tolerance === 0) return deviation === 0 ? 0 : Number.MAX_VALUE;
  return deviation / tolerance;
}

function checkOf(kernel: FusedKernel, trials: readonly Trial[], isThere: boolean): KernelCheck {
  const [furthest] = [...trials].sort((a, b) => distance(b) - distance(a));
  if (furthest === undefined) {
    const nothing = { kernel, cases: 0, deviation: 0, tolerance: 0 };
    if (isThere) return { ...nothing, outcome: 'failed', note: 'no case runs it' };
    return { ...nothing, outcome: 'absent', note: 'composed of ordinary operations' };
  }
  const { title, tolerance, deviation, error } = furthest;
  const isEqual = deviation <= tolerance;
  const outcome = error === undefined ? (isEqual ? 'equal' : 'wrong') : 'failed';
  const note = error === undefined ? title : `${title}: ${error}`;
  return {
    ...{ kernel, outcome, cases: trials.length },
    ...{ deviation: Number.isFinite(deviation) ? deviation : null, tolerance },
    note: isEqual ? '' : note,
  };
}

/**
 * Holds every fused kernel of a backend to the references on another, in all cases. A case that fails is reported, and the
 * rest goes on. The backend that is tried is active afterwards.
 */
export async function checkKernels(
  backends: Backends,
  cases: readonly KernelCase[] = KERNEL_CASES,
): Promise<KernelCheck[]> {
  const trials: Trial[] = [];
  for (const each of cases) trials.push(...(await tryCase(each, backends)));
  await tf.setBackend(backends.tried);
  return FUSED_KERNELS.map((kernel) => {
    const own = trials.filter((trial) => trial.kernel === kernel);
    return checkOf(kernel, own, tf.getKernel(kernel, backends.tried) !== undefined);
  });
}
