import { Worker } from 'node:worker_threads';
import {
  ARGUMENTS,
  CLAIM,
  CONTROL_BYTES,
  controlViews,
  COUNT,
  FAILED,
  FINISHED,
  KERNEL,
  MAXIMUM_ARGUMENTS,
  MAXIMUM_SLICES,
  putArgument,
  runSlices,
  SLEEPING,
  SLICE_BITS,
  WAITING,
  type Control,
} from '../../worker/slices.mjs';
import type { Kernel } from '../kernel-table.js';
import type { KernelArgument } from './slice-arguments.js';

/** What every thread needs to run the same kernels on the same memory. */
export interface ThreadSettings {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Exports of the module, by kernel number. */
  readonly names: readonly string[];
  readonly wide: boolean;
  /** Path of a BLAS, which becomes the kernel after the last name. */
  readonly blas?: string | undefined;
}

export interface PoolOptions {
  /** Threads in all, the calling one included. */
  readonly threads: number;
  readonly settings: ThreadSettings;
  /** The address of each thread's private work space. */
  readonly workOf: (thread: number) => number;
  /** Seconds in which at least one slice must be finished, else a thread counts as lost. Default 60. */
  readonly patience?: number | undefined;
}

const SPINS = 20_000; // about 0.2 ms; then the main thread sleeps until the last slice is done
const PATIENCE = 60;
const WORKER_HEAP_MEBIBYTES = 32;
const TASK_NUMBERS = 2 ** (32 - SLICE_BITS);

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Worker threads that run kernels together with the calling thread. Tasks are published in a control block and slices
 * claimed from it (worker/slices.mjs); workers spin briefly and then sleep, and never keep the process alive.
 */
export class ThreadPool {
  private readonly control: Control;
  private readonly workers: Worker[] = [];
  private readonly patience: number;
  private failure: string | undefined;
  private task = 0;

  private constructor(
    private readonly buffer: SharedArrayBuffer,
    /** The calling thread's own kernels, by number. */
    private readonly kernels: readonly Kernel[],
    private readonly options: PoolOptions,
  ) {
    this.control = controlViews(buffer);
    this.patience = options.patience ?? PATIENCE;
  }

  /** Threads that compute, the calling one included. */
  get size(): number {
    return this.options.threads;
  }

  /**
   * @param kernels the calling thread's instance, in the order of `settings.names`
   * @throws Error when a worker does not start; the others are then ended
   */
  static async start(kernels: readonly Kernel[], options: PoolOptions): Promise<ThreadPool> {
    const pool = new ThreadPool(new SharedArrayBuffer(CONTROL_BYTES), kernels, options);
    const ready: Promise<void>[] = [];
    for (let thread = 1; thread < options.threads; thread++) ready.push(pool.add(thread));
    try {
      await Promise.all(ready);
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /**
   * Runs kernel number `kernel` once per slice, on all threads, and returns when all slices are done.
   *
   * @throws Error when a slice failed (the first failure, whichever thread it was on), or when a thread has ended
   */
  run(kernel: number, args: readonly KernelArgument[], count: number): void {
    if (this.failure !== undefined) throw new Error(this.failure);
    const { words } = this.control;
    this.publish(kernel, args, count);
    // A worker counts itself before it waits, and waits only if the claim word is still the old one: none is missed.
    if (Atomics.load(words, SLEEPING) > 0) Atomics.notify(words, CLAIM, count - 1);
    runSlices(this.control, this.kernels, 0);
    this.awaitAll(kernel, count);
    const failed = Atomics.load(words, FAILED);
    if (failed !== 0) {
      throw new Error(
        `backend-simd: kernel '${this.nameOf(kernel)}' failed on thread ${failed - 1} of ${this.size}: ${this.message()}`,
      );
    }
  }

  /** Ends the workers. The pool cannot be used afterwards. */
  async close(): Promise<void> {
    this.failure = 'backend-simd: the threads have been closed';
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  /** Resolves when the worker can compute. */
  private async add(thread: number): Promise<void> {
    const who = `backend-simd: thread ${thread} of ${this.size}`;
    try {
      const worker = this.createWorker(thread);
      await new Promise<void>((resolve, reject) => {
        worker.once('message', () => resolve());
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`exit code ${code}`)));
      });
      const ended = (reason: string) => {
        this.failure ??= `${who} has ended (${reason}); start the program again`;
      };
      worker.once('error', (error: unknown) => ended(reasonOf(error)));
      worker.once('exit', (code) => ended(`exit code ${code}`));
      worker.unref();
    } catch (cause) {
      throw new Error(`${who} did not start: ${reasonOf(cause)}`, { cause });
    }
  }

  private createWorker(thread: number): Worker {
    const { settings, workOf } = this.options;
    const worker = new Worker(new URL('../../worker/thread.mjs', import.meta.url), {
      name: `simd-${thread}`,
      workerData: { ...settings, control: this.buffer, thread, work: workOf(thread) },
      execArgv: [], // no loader: the file is plain JavaScript
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MEBIBYTES },
    });
    this.workers.push(worker);
    return worker;
  }

  private publish(kernel: number, args: readonly KernelArgument[], count: number): void {
    const { words, doubles } = this.control;
    if (args.length > MAXIMUM_ARGUMENTS || count > MAXIMUM_SLICES) {
      throw new Error(
        `backend-simd: expected at most ${MAXIMUM_ARGUMENTS} arguments and ${MAXIMUM_SLICES} slices, ` +
          `got ${args.length} and ${count}`,
      );
    }
    // No slice of the last task is left to claim, and none is being run: nobody reads what is written here.
    args.forEach((argument, index) => {
      const value =
        typeof argument === 'number'
          ? { base: argument, perSlice: 0, perThread: 0, limit: Infinity }
          : argument;
      putArgument(doubles, index, value);
    });
    Atomics.store(words, KERNEL, kernel);
    Atomics.store(words, COUNT, count);
    Atomics.store(words, ARGUMENTS, args.length);
    Atomics.store(words, FINISHED, 0);
    Atomics.store(words, FAILED, 0);
    this.task = (this.task + 1) % TASK_NUMBERS;
    Atomics.store(words, CLAIM, (this.task << SLICE_BITS) | count);
  }

  /** Every slice is claimed by now; waits for those that workers still run. */
  private awaitAll(kernel: number, count: number): void {
    const { words } = this.control;
    for (let i = 0; i < SPINS; i++) {
      if (Atomics.load(words, FINISHED) === count) return;
    }
    Atomics.store(words, WAITING, 1);
    try {
      this.sleepUntilFinished(kernel, count);
    } finally {
      Atomics.store(words, WAITING, 0);
    }
  }

  /** Patience is counted in waits, not by the clock: a process that was stopped for an hour has lost no thread. */
  private sleepUntilFinished(kernel: number, count: number): void {
    const { words } = this.control;
    const wait = Math.min(1, this.patience);
    let finished = Atomics.load(words, FINISHED);
    for (let idle = 0; finished !== count;) {
      const isLate = Atomics.wait(words, FINISHED, finished, 1000 * wait) === 'timed-out';
      const before = finished;
      finished = Atomics.load(words, FINISHED);
      if (finished !== before) idle = 0;
      else if (isLate) idle += wait;
      if (idle < this.patience) continue;
      this.failure =
        `backend-simd: a thread has not finished its part of kernel '${this.nameOf(kernel)}' ` +
        `within ${this.patience} s; start the program again`;
      throw new Error(this.failure);
    }
  }

  private nameOf(kernel: number): string {
    return this.options.settings.names[kernel] ?? 'blas';
  }

  private message(): string {
    const { message } = this.control;
    const end = message.indexOf(0);
    return new TextDecoder().decode(message.slice(0, end < 0 ? message.length : end)); // the decoder refuses shared memory
  }
}
