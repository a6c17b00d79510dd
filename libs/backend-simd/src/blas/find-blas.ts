import { openBlas } from '../../worker/blas.mjs';
import type { Kernel } from '../kernel-table.js';
import { type BlasContext, checkProduct } from './check-product.js';

export interface Blas {
  readonly path: string;
  /** What users are told: the path, and which of its kernels the library has chosen where it says so. */
  readonly label: string;
  /** Same signature as the `gemm` kernel. */
  readonly product: Kernel;
  /** What the kernels import as `sgemm`. */
  readonly sgemm: (...args: number[]) => void;
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

/** @throws Error when the library (or koffi, which calls it) does not load or has no cblas_sgemm */
function open(path: string, context: BlasContext): Blas {
  const library = openBlas(path, context.memory.memory);
  const product = library.product(context.kernels.finishBlock);
  return {
    path,
    label: library.kernels === undefined ? path : `${path} (${library.kernels} kernels)`,
    sgemm: library.sgemm,
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
    checkProduct(blas.product, context);
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
      checkProduct(blas.product, context);
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
