import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { noBlas } from '../worker/blas.mjs';
import { findBlas, type Blas } from './blas/find-blas.js';
import { KERNEL_NAMES, kernelTable, type Kernel, type KernelTable } from './kernel-table.js';
import { LinearMemory } from './linear-memory.js';
import { ThreadPool } from './threads/thread-pool.js';
import { runsWideVectors } from './wide-vectors.js';

/**
 * 'strict': the same bits on every processor. 'relaxed': fused multiply-add where the processor has it (faster; last
 * bits may differ between processors). 'wide': relaxed, and pairs of 128-bit operations run as 256-bit ones.
 */
export type KernelVariant = 'strict' | 'relaxed' | 'wide';

export interface RuntimeOptions {
  /** Default: the fastest the runtime has. */
  readonly variant?: KernelVariant | undefined;
  /** Threads that compute, from 1. Default: one a core. */
  readonly threads?: number | undefined;
  /** 'auto' (default): a system BLAS for large products when one is found; 'off'; or the path of a library. */
  readonly blas?: string | undefined;
  /** How far the memory of tensors and work space may grow. Default and most: 4 GiB. */
  readonly maximumBytes?: number | undefined;
}

export interface WasmRuntime {
  readonly memory: LinearMemory;
  /** The calling thread's instance. */
  readonly kernels: KernelTable;
  readonly variant: KernelVariant;
  /** undefined: the calling thread alone computes. */
  readonly pool: ThreadPool | undefined;
  readonly blas: Blas | undefined;
  /** First address that is free for tensors. */
  readonly heapStart: number;
  /** What a user should know, one sentence each. */
  readonly notes: readonly string[];
}

const FILES = { strict: 'kernels.wasm', relaxed: 'kernels-relaxed.wasm' } as const;
const ALIGNMENT = 64;

/** The same address from src/ and from dist/: both lie beside dist/. */
async function readKernels(build: keyof typeof FILES): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(`../dist/${FILES[build]}`, import.meta.url);
  try {
    return new Uint8Array(await readFile(url));
  } catch (cause) {
    throw new Error(
      `backend-simd: the compiled kernels are missing (${FILES[build]}); run \`npm run prepare\` in the workspace root`,
      { cause },
    );
  }
}

function supportsRelaxed(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (WebAssembly.validate(bytes)) return true;
  // Node 20 has relaxed SIMD behind a flag. Later versions have it without; their V8 may not know the flag.
  if (Number.parseInt(process.versions.node, 10) !== 20) return false;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(bytes);
}

async function loadBuild(
  wanted: KernelVariant | undefined,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; build: keyof typeof FILES }> {
  if (wanted !== 'strict') {
    const bytes = await readKernels('relaxed');
    if (supportsRelaxed(bytes)) return { bytes, build: 'relaxed' };
    if (wanted !== undefined) {
      throw new Error(
        `backend-simd: Node ${process.versions.node} has no relaxed SIMD; ask for the 'strict' kernels`,
      );
    }
  }
  return { bytes: await readKernels('strict'), build: 'strict' };
}

const MAXIMUM_THREADS = 256;

function threadCount(wanted: number | undefined): number {
  if (wanted === undefined) return Math.min(MAXIMUM_THREADS, availableParallelism());
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= MAXIMUM_THREADS) return wanted;
  throw new Error(
    `backend-simd: expected threads to be a whole number from 1 to ${MAXIMUM_THREADS}, got ${wanted}`,
  );
}

/**
 * Compiles the kernels over a fresh memory and starts the threads.
 *
 * @throws Error when the compiled kernels are missing, or what was asked for is not to be had
 */
export async function startRuntime(options: RuntimeOptions = {}): Promise<WasmRuntime> {
  const wanted = threadCount(options.threads);
  const { bytes, build } = await loadBuild(options.variant);
  const memory = new LinearMemory(options.maximumBytes);
  const module = await WebAssembly.compile(bytes);
  let sgemm: Blas['sgemm'] = noBlas; // a BLAS is found later, with the help of the kernels
  const { exports } = await WebAssembly.instantiate(module, {
    env: { memory: memory.memory, sgemm: (...args: number[]) => sgemm(...args) },
  });
  const kernels = kernelTable(exports);

  const start = Math.ceil(kernels.heapBase() / ALIGNMENT) * ALIGNMENT;
  const workBytes = Math.ceil(kernels.workBytes() / ALIGNMENT) * ALIGNMENT;
  const workOf = (thread: number) => start + thread * workBytes;
  const heapStart = workOf(wanted);
  if (!memory.grow(heapStart)) {
    throw new RangeError(
      `backend-simd: expected maximumBytes of at least ${heapStart} for the work space of ${wanted} threads, got ${memory.maximumBytes}`,
    );
  }
  kernels.initThread(workOf(0), 0);

  const wide = build === 'relaxed' && options.variant !== 'relaxed' && runsWideVectors(kernels, workOf(0));
  if (options.variant === 'wide' && !wide) {
    throw new Error(
      `backend-simd: Node ${process.versions.node} does not run 256-bit vectors here; ask for the 'relaxed' kernels`,
    );
  }
  kernels.initThread(workOf(0), wide ? 1 : 0);

  const { blas, note } = findBlas(options.blas ?? 'auto', { memory, kernels, scratch: workOf(0) });
  const notes = note === undefined ? [] : [note];
  const own: Kernel[] = KERNEL_NAMES.map((name) => kernels[name]);
  if (blas !== undefined) {
    own.push(blas.product);
    sgemm = blas.sgemm;
  }
  const settings = { module, memory: memory.memory, names: KERNEL_NAMES, wide, blas: blas?.path };
  let pool: ThreadPool | undefined;
  if (wanted > 1 && typeof SharedArrayBuffer === 'undefined') {
    notes.push('backend-simd: no SharedArrayBuffer here, so one thread computes');
  } else if (wanted > 1) {
    try {
      pool = await ThreadPool.start(own, { threads: wanted, settings, workOf });
    } catch (error) {
      if (options.threads !== undefined || !(error instanceof Error)) throw error;
      notes.push(`${error.message}; one thread computes`); // several were not asked for
    }
  }
  return { memory, kernels, variant: wide ? 'wide' : build, pool, blas, heapStart, notes };
}
