import { openBlas } from '../../worker/blas.mjs';
import type { Kernel, KernelTable } from '../kernel-table.js';
import type { LinearMemory } from '../linear-memory.js';

export interface Blas {
  readonly path: string;
  /** Same signature as the `gemm` kernel. */
  readonly product: Kernel;
}

/** Libraries with a fast cblas_sgemm, by the names under which the system's loader finds them. */
const CANDIDATES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    'libopenblas.so.0',
    'libopenblas.so',
    'libmkl_rt.so.2',
    'libmkl_rt.so',
    'libblis.so.4',
    'libblis.so',
  ],
  darwin: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
  win32: ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll'],
};

export interface BlasContext {
  readonly memory: LinearMemory;
  readonly kernels: KernelTable;
  /** Memory to scribble on. */
  readonly scratch: number;
}

const M = 5;
const N = 7;
const K = 11;

/** Compares small products in all four transpositions with sums computed here: a library that is wrong is not used. */
function check(product: Kernel, { memory, scratch }: BlasContext): void {
  const a = memory.floats(scratch, M * K);
  const b = memory.floats(scratch + 4 * a.length, K * N);
  const c = memory.floats(scratch + 4 * (a.length + b.length), M * N);
  a.forEach((_, i) => (a[i] = (i % 7) - 3));
  b.forEach((_, i) => (b[i] = (i % 5) - 2));
  for (const [aRow, aCol] of [
    [K, 1],
    [1, M],
  ] as const) {
    for (const [bRow, bCol] of [
      [N, 1],
      [1, K],
    ] as const) {
      product(
        ...[a.byteOffset, aRow, aCol, b.byteOffset, bRow, bCol, c.byteOffset, N],
        0,
        M,
        0,
        N,
        K,
        0,
        0,
        0,
      );
      c.forEach((value, index) => {
        const i = Math.floor(index / N);
        let sum = 0;
        for (let k = 0; k < K; k++)
          sum += (a[i * aRow + k * aCol] ?? 0) * (b[k * bRow + (index % N) * bCol] ?? 0);
        if (value !== sum)
          throw new Error(`its product of two small matrices is wrong (${value} instead of ${sum})`);
      });
    }
  }
}

/** @throws Error when the library (or koffi, which calls it) does not load or has no cblas_sgemm */
function open(path: string, context: BlasContext): Blas {
  const product = openBlas(path, context.memory.memory).product(context.kernels.finishBlock);
  return {
    path,
    product: (...args) => {
      product(...args);
      return 0;
    },
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

function openChecked(path: string, context: BlasContext): Blas {
  try {
    const blas = open(path, context);
    check(blas.product, context);
    return blas;
  } catch (error) {
    throw new Error(`backend-simd: the BLAS '${path}' cannot be used: ${reason(error)}`, { cause: error });
  }
}

/** The first candidate that loads; one that loads but is wrong is noted instead of used. */
function search(context: BlasContext): { blas?: Blas; note?: string } {
  for (const path of CANDIDATES[process.platform] ?? []) {
    let blas: Blas;
    try {
      blas = open(path, context);
    } catch {
      continue; // not on this machine
    }
    try {
      check(blas.product, context);
      return { blas };
    } catch (error) {
      return { note: `backend-simd: the BLAS '${path}' is not used: ${reason(error)}` };
    }
  }
  return {};
}

/**
 * The BLAS of the system.
 *
 * @param choice 'auto': the first candidate that is there, if any; 'off': none; else the library's path
 * @throws Error when a library given by path does not load or is wrong
 */
export function findBlas(choice: string, context: BlasContext): { blas?: Blas; note?: string } {
  if (choice === 'off') return {};
  return choice === 'auto' ? search(context) : { blas: openChecked(choice, context) };
}
