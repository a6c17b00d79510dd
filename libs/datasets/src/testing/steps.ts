import { DataError } from '../data-error.js';
import type { WorkerStep } from '../parallel/worker-step.js';

/** For tests of threads: adds, after a while that depends on the input, and fails as it is told to. */
export const addStep: WorkerStep<{ readonly add: number }, number, { sum: number; bytes: Uint8Array }> = {
  module: import.meta.url,
  name: 'addStep',
  prepare:
    ({ add }) =>
    (input) => {
      if (input === 13) throw new DataError('thirteen is not taken');
      if (input === 99) throw new TypeError('a mistake');
      if (input === 666) process.exit(3);
      const until = performance.now() + ((input * 7) % 5);
      while (performance.now() < until);
      const bytes = Uint8Array.of(input);
      return { value: { sum: input + add, bytes }, transfer: [bytes.buffer] };
    },
};
