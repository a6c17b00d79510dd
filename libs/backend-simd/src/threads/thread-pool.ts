import { Worker } from 'node:worker_threads';
import {
  ARGUMENTS,
  CLAIM,
  CLOSED,
  CONTROL_BYTES,
  controlViews,
  COUNT,
  FAILED,
  FINISHED,
  KERNEL,
  MAXIMUM_ARGUMENTS,
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
}

const SPINS = 20_000; // about 0.2 ms; then the main thread sleeps until the last slice is done
const PATIENCE_MILLISECONDS = 60_000;
const WORKER_HEAP_MEBIBYTES = 32;
const TASK_NUMBERS = 2 ** (32 - SLICE_BITS);

/**
 * Worker threads that run kernels together with the calling thread. Tasks are published in a control block and slices
 * claimed from it (worker/slices.mjs); workers spin briefly and then sleep, and never keep the process alive.
 */
export class ThreadPool {
  private readonly control: Control;
  private readonly workers: Worker[] = [];
  private failure: string | undefined;
  private task = 0;

  private constructor(
    buffer: SharedArrayBuffer,
    /** The calling thread's own kernels, by number. */
    private readonly kernels: readonly Kernel[],
  ) {
    this.control = controlViews(buffer);
  }

  /** Threads that compute, the calling one included. */
  get size(): number {
    return this.workers.length + 1;
  }

  /**
   * @param kernels the calling thread's instance, in the order of `settings.names`
   * @throws Error when a worker does not start
   */
  static async start(kernels: readonly Kernel[], options: PoolOptions): Promise<ThreadPool> {
    const buffer = new SharedArrayBuffer(CONTROL_BYTES);
    const pool = new ThreadPool(buffer, kernels);
    const ready: Promise<void>[] = [];
    for (let thread = 1; thread < options.threads; thread++) {
      const work = options.workOf(thread);
      ready.push(pool.add({ ...options.settings, control: buffer, thread, work }));
    }
    await Promise.all(ready);
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
    if (Atomics.load(words, SLEEPING) > 0) Atomics.notify(words, CLAIM);
    runSlices(this.control, this.kernels, 0);
    this.awaitAll(count);
    const failed = Atomics.load(words, FAILED);
    if (failed !== 0) throw new Error(`backend-simd: thread ${failed - 1}: ${this.message()}`);
  }

  /** Ends the workers. The pool cannot be used afterwards. */
  async close(): Promise<void> {
    this.failure = 'backend-simd: the threads have been closed';
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private add(data: ThreadSettings & { control: SharedArrayBuffer; thread: number; work: number }) {
    const worker = new Worker(new URL('../../worker/thread.mjs', import.meta.url), {
      name: `simd-${data.thread}`,
      workerData: data,
      execArgv: [], // no loader: the file is plain JavaScript
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MEBIBYTES },
    });
    this.workers.push(worker);
    worker.unref();
    const ended = (reason: string) => {
      this.failure ??= `backend-simd: thread ${data.thread} of ${this.size} has ended (${reason}); start the program again`;
      return new Error(this.failure);
    };
    return new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', (error: unknown) => {
        reject(ended(error instanceof Error ? error.message : String(error)));
      });
      worker.once('exit', (code) => reject(ended(`exit code ${code}`)));
    });
  }

  private publish(kernel: number, args: readonly KernelArgument[], count: number): void {
    const { words, doubles } = this.control;
    if (args.length > MAXIMUM_ARGUMENTS || count >= CLOSED) {
      throw new Error(
        `backend-simd: expected at most ${MAXIMUM_ARGUMENTS} arguments and ${CLOSED - 1} slices, got ${args.length} and ${count}`,
      );
    }
    this.task = (this.task + 1) % TASK_NUMBERS;
    const open = this.task << SLICE_BITS;
    Atomics.store(words, CLAIM, open | CLOSED); // from here on no claim of an older task succeeds
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
    Atomics.store(words, CLAIM, open);
  }

  /** Every slice is claimed by now; waits for those that workers still run. */
  private awaitAll(count: number): void {
    const { words } = this.control;
    for (let i = 0; i < SPINS; i++) {
      if (Atomics.load(words, FINISHED) === count) return;
    }
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    Atomics.store(words, WAITING, 1);
    for (;;) {
      const finished = Atomics.load(words, FINISHED);
      if (finished === count) break;
      Atomics.wait(words, FINISHED, finished, 1000);
      if (performance.now() > deadline) {
        this.failure = `backend-simd: a thread did not finish its part within ${PATIENCE_MILLISECONDS / 1000} s; start the program again`;
        throw new Error(this.failure);
      }
    }
    Atomics.store(words, WAITING, 0);
  }

  private message(): string {
    const { message } = this.control;
    const end = message.indexOf(0);
    return new TextDecoder().decode(message.slice(0, end < 0 ? message.length : end)); // the decoder refuses shared memory
  }
}
