import type * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../kernel-call.js';
import type { SimdBackend } from '../simd-backend.js';
import {
  perSlice,
  perThread,
  rowSlices,
  type KernelArgument,
  type Slices,
} from '../threads/slice-arguments.js';

/** Weights of the smoothed loss: nll * w.nll + sum_v(-log p_v) * w.every. */
export interface Smoothing {
  readonly nll: number;
  readonly every: number;
}

export function smoothing(call: KernelCall, vocabulary: number): Smoothing {
  const eps = call.number('smoothing');
  if (eps === 0) return { nll: 1, every: 0 };
  if (call.attributes['form'] === 'others') {
    const each = eps / (vocabulary - 1);
    return { nll: 1 - eps - each, every: each };
  }
  return { nll: 1 - eps, every: eps / vocabulary };
}

/** Positions of one pass from the number of rows of all passes. */
export function positionsOf(call: KernelCall, rows: number, passes: number): number {
  if (!Number.isInteger(passes) || passes < 1 || rows % passes !== 0) {
    throw new Error(`${call.name}: expected rows that ${passes} passes divide, got ${rows}`);
  }
  return rows / passes;
}

const COST = 2; // of an element, against one of an elementwise operation
const ALIGNMENT = 64;

export interface LossWork {
  readonly parts: Slices;
  /** Work space of a thread. */
  readonly work: KernelArgument;
  /** Where a slice leaves its sums. */
  readonly sums: KernelArgument;
  /** Address of the gradient of the terms, as floats. */
  readonly dTerms: number;
  /** The sums of all slices, added in their order. */
  readonly total: () => number[];
}

export interface LossWorkOptions {
  readonly positions: number;
  readonly passes: number;
  readonly vocabulary: number;
  /** Gradients of the 2m + 1 terms. */
  readonly dTerms?: ArrayLike<number>;
  /** Whether a thread needs room for the exponentials of whole rows. */
  readonly keepsRows?: boolean;
}

/** Scratch memory for the loss kernels over `positions` positions. */
export function lossWork(backend: SimdBackend, options: LossWorkOptions): LossWork {
  const { positions, passes, vocabulary, dTerms = [], keepsRows = false } = options;
  const terms = 2 * passes + 1;
  const parts = rowSlices(positions, passes * vocabulary, COST);
  const needed = backend.kernels.lossWorkBytes(passes, keepsRows ? vocabulary : 0);
  const bytes = Math.ceil(needed / ALIGNMENT) * ALIGNMENT;
  const work = backend.scratch('work', bytes * backend.threads + 8 * terms * (parts.count + 1));
  const sums = work + bytes * backend.threads;
  const gradients = sums + 8 * terms * parts.count;
  backend.linear.floats(gradients, terms).fill(0).set(dTerms);
  return {
    parts,
    work: perThread(work, bytes),
    sums: perSlice(sums, 8 * terms),
    dTerms: gradients,
    total() {
      const all = backend.linear.doubles(sums, terms * parts.count);
      const total = Array.from({ length: terms }, () => 0);
      all.forEach((value, i) => (total[i % terms] = (total[i % terms] ?? 0) + value));
      return total;
    },
  };
}

export function termsTensor(call: KernelCall, values: readonly number[]): tf.TensorInfo {
  const terms = call.backend.output([values.length], 'float32');
  call.backend.linear.floats(call.backend.address(terms), values.length).set(values);
  return terms;
}
