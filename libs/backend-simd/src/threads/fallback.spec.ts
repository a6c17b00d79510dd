import { describe, expect, it, vi } from 'vitest';
import { testRuntime } from '../testing/runtimes.js';

/** A system of four cores that forbids threads. */
vi.mock(import('node:os'), async (importOriginal) => ({
  ...(await importOriginal()),
  availableParallelism: () => 4,
}));
vi.mock(import('node:worker_threads'), async (importOriginal) => {
  const original = await importOriginal();
  const Worker = new Proxy(original.Worker, {
    construct: () => {
      throw new Error('access restricted');
    },
  });
  return { ...original, Worker };
});

describe('where no thread can be started', () => {
  it('one computes, with a note, unless several were asked for', async () => {
    const { pool, notes } = await testRuntime({});
    expect(pool).toBeUndefined();
    expect(notes).toEqual([
      'backend-simd: thread 1 of 4 did not start: access restricted; one thread computes',
    ]);
  });

  it('asking for several is an error', async () => {
    await expect(testRuntime({ threads: 2 })).rejects.toThrow(
      /^backend-simd: thread 1 of 2 did not start: access restricted$/,
    );
  });
});
