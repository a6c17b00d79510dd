import { parentPort, workerData } from 'node:worker_threads';
import { DataError } from '../data-error.js';

/** A failure as it crosses between threads. */
export interface WorkerFailure {
  readonly message: string;
  readonly stack: string | undefined;
  /** The user's to mend, see DataError. */
  readonly expected: boolean;
}

const { module, name, settings } = workerData;
const exports = await import(module);
const work = exports[name].prepare(settings);

async function answer(input: unknown): Promise<void> {
  try {
    const { value, transfer } = await work(input);
    parentPort?.postMessage({ value }, transfer);
  } catch (error) {
    const failure: WorkerFailure = {
      message: error instanceof Error ? error.message : String(error),
      stack: error instanceof Error ? error.stack : undefined,
      expected: error instanceof DataError,
    };
    parentPort?.postMessage({ failure });
  }
}

// Answers go in the order of the inputs.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (input: unknown) => {
  last = last.then(() => answer(input));
});
