import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DataError } from '../data-error.js';
import type { WorkerFailure } from './worker-entry.js';
import type { WorkerStep } from './worker-step.js';

export interface ParallelMapOptions<Settings, Input> {
  readonly settings: Settings;
  /** Threads beside this one; 0 works on this one. Default: as many as there are cores. */
  readonly threads?: number;
  /** Inputs that wait at each thread, so that it never waits for one. Default 2. */
  readonly ahead?: number;
  /** Inputs that are worked on here before threads start, which takes them a moment. Default 1. */
  readonly alone?: number;
  /** Buffers of an input that may move to the thread; they are lost here. Default: none. */
  readonly transfer?: (input: Input) => readonly ArrayBufferLike[];
  readonly signal?: AbortSignal;
}

/**
 * Applies a step to every input and gives the results in the order of the inputs. At most a few inputs for each thread
 * are in memory at once.
 */
export async function* parallelMap<Settings, Input, Output>(
  inputs: AsyncIterable<Input>,
  step: WorkerStep<Settings, Input, Output>,
  options: ParallelMapOptions<Settings, Input>,
): AsyncGenerator<Output, void, undefined> {
  const {
    settings,
    threads = availableParallelism(),
    ahead = 2,
    alone = 1,
    transfer = () => [],
    signal,
  } = options;
  const pool: StepThread<Settings, Input, Output>[] = [];
  const waiting: Promise<Output>[] = [];
  let here: ReturnType<typeof step.prepare> | undefined;
  let count = 0;
  try {
    for await (const input of inputs) {
      signal?.throwIfAborted();
      if (threads === 0 || count < alone) {
        here ??= step.prepare(settings);
        yield (await here(input)).value;
      } else {
        if (pool.length < threads) pool.push(new StepThread(step, settings));
        const thread = pool.reduce((least, one) => (one.load < least.load ? one : least));
        const result = thread.run(input, transfer(input));
        // A failure is met when its turn comes; until then it must not count as unhandled.
        result.catch(() => undefined);
        waiting.push(result);
        const next = waiting.length > threads * ahead ? waiting.shift() : undefined;
        if (next !== undefined) yield await next;
      }
      count += 1;
    }
    for (const result of waiting) yield await result;
  } finally {
    await Promise.all(pool.map((thread) => thread.end()));
  }
}

/** A thread that works through its inputs in order. */
class StepThread<Settings, Input, Output> {
  readonly #worker: Worker;
  readonly #pending: { resolve(value: Output): void; reject(error: Error): void }[] = [];
  #ended: Error | undefined;

  constructor({ module, name }: WorkerStep<Settings, Input, Output>, settings: Settings) {
    const fromSource = import.meta.url.endsWith('.ts');
    const entry = new URL(fromSource ? './worker-entry.ts' : './worker-entry.js', import.meta.url);
    this.#worker = new Worker(entry, {
      workerData: { module, name, settings },
      execArgv: fromSource ? sourceArguments() : [],
    });
    this.#worker.on('message', ({ value, failure }: { value: Output; failure?: WorkerFailure }) => {
      const first = this.#pending.shift();
      if (failure === undefined) first?.resolve(value);
      else first?.reject(asError(failure));
    });
    this.#worker.on('error', (error) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.#worker.on('exit', (code) => {
      this.#fail(new Error(`parallelMap: a thread ended (exit code ${code})`));
    });
  }

  /** Inputs it has not finished. */
  get load(): number {
    return this.#pending.length;
  }

  run(input: Input, transfer: readonly ArrayBufferLike[]): Promise<Output> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage(
        input,
        transfer.filter((buffer) => buffer instanceof ArrayBuffer),
      );
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.splice(0)) reject(this.#ended);
  }
}

/** What makes a thread run TypeScript, and take other packages from their sources. */
function sourceArguments(): string[] {
  const loader = new URL('../../source-loader.mjs', import.meta.url).href;
  return ['--import', loader, '--conditions', '@rdrop/source'];
}

function asError({ message, stack, expected }: WorkerFailure): Error {
  if (expected) return new DataError(message);
  return new Error(message, { cause: stack });
}
