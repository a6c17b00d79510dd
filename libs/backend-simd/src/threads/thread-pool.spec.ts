import { readFile } from 'node:fs/promises';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KERNEL_NAMES, type KernelName } from '../kernel-table.js';
import { Bench, closeRuntimes, poolOf, testRuntime } from '../testing/runtimes.js';
import { sameBits, values } from '../testing/random.js';
import { elementSlices, perThread, slices, type KernelArgument } from './slice-arguments.js';
import { ThreadPool, type PoolOptions } from './thread-pool.js';

/** Every worker that is started, and what its data is changed to on the way. */
const workers = vi.hoisted(() => {
  const started: Worker[] = [];
  return { started, change: (data: object): object => data };
});
vi.mock(import('node:worker_threads'), async (importOriginal) => {
  const original = await importOriginal();
  class Watched extends original.Worker {
    constructor(file: string | URL, options: WorkerOptions) {
      const data: unknown = options.workerData;
      super(file, {
        ...options,
        workerData: typeof data === 'object' && data !== null ? workers.change(data) : data,
      });
      workers.started.push(this);
    }
  }
  return { ...original, Worker: Watched };
});

afterEach(async () => {
  await closeRuntimes();
  workers.started.length = 0;
  workers.change = (data) => data;
});

const SIZE = 1_000_000; // some thirty slices
const FILL = KERNEL_NAMES.indexOf('fill');
const parts = elementSlices(SIZE);

async function start(threads: number): Promise<{ bench: Bench; pool: ThreadPool }> {
  const runtime = await testRuntime({ threads });
  return { bench: new Bench(runtime), pool: poolOf(runtime) };
}

function fill(pool: ThreadPool, address: KernelArgument, value: number): void {
  pool.run(FILL, [address, parts.begin, parts.end, value], parts.count);
}

/** A second pool over the memory of a runtime. */
async function poolOver(bench: Bench, options: Partial<PoolOptions>): Promise<ThreadPool> {
  const { memory, kernels } = bench.runtime;
  const module = await WebAssembly.compile(
    await readFile(new URL('../../dist/kernels.wasm', import.meta.url)),
  );
  const bytes = kernels.workBytes();
  const threads = options.threads ?? 2;
  const work = bench.floats((threads * bytes) / 4);
  return ThreadPool.start(
    KERNEL_NAMES.map((name) => kernels[name]),
    {
      threads,
      settings: { module, memory: memory.memory, names: KERNEL_NAMES, wide: false },
      workOf: (thread) => work + thread * bytes,
      ...options,
    },
  );
}

/** An address that is good on the calling thread and outside the memory on every other. */
function badOnWorkers(address: number): KernelArgument {
  return perThread(address, 2 ** 31);
}

const numberOf = (name: KernelName): number => KERNEL_NAMES.indexOf(name);

describe('ThreadPool', () => {
  it('runs every slice once', async () => {
    const { bench, pool } = await start(3);
    const x = bench.floats(values(SIZE));
    const y = bench.floats(new Float32Array(SIZE));
    const expected = new Float32Array(SIZE);
    for (let round = 0; round < 50; round++) {
      // y = y + x: a slice that ran twice would show.
      pool.run(numberOf('binaryRange'), [0, y, 0, x, 0, y, parts.begin, parts.end], parts.count);
    }
    values(SIZE).forEach((value, i) => {
      let sum = 0;
      for (let round = 0; round < 50; round++) sum = Math.fround(sum + value);
      expected[i] = sum;
    });
    expect(sameBits(bench.view(y, SIZE), expected)).toBe(true);
  });

  it.each([NaN, -0, Infinity, -Infinity, 1e-42])('hands %d to every slice as it is', async (value) => {
    const { bench, pool } = await start(2);
    const y = bench.floats(SIZE);
    fill(pool, y, value);
    const wrong = bench.view(y, SIZE).findIndex((found) => !Object.is(found, Math.fround(value)));
    expect(wrong).toBe(-1);
  });

  it('a kernel that fails on a worker fails the call, by name, and the pool goes on', async () => {
    const { bench, pool } = await start(2);
    const y = bench.floats(SIZE);
    expect(() => {
      // A worker may be late and find nothing left to do.
      for (let i = 0; i < 1000; i++) fill(pool, badOnWorkers(y), 1);
    }).toThrow("backend-simd: kernel 'fill' failed on thread 1 of 2: memory access out of bounds");
    expect(() => fill(pool, 2 ** 31, 1)).toThrow(/kernel 'fill' failed on thread \d of 2: memory access/);
    fill(pool, y, 2);
    expect(bench.view(y, SIZE).every((value) => value === 2)).toBe(true);
  });

  it('a worker that has ended while idle: the next call says so', async () => {
    const { bench, pool } = await start(3);
    const y = bench.floats(SIZE);
    fill(pool, y, 1);
    await workers.started[1]?.terminate();
    const begin = performance.now();
    expect(() => fill(pool, y, 2)).toThrow(
      'backend-simd: thread 2 of 3 has ended (exit code 1); start the program again',
    );
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it('a worker that ends while the calling thread computes delays nobody', async () => {
    for (let round = 0; round < 5; round++) {
      const { bench, pool } = await start(3);
      const y = bench.floats(SIZE);
      fill(pool, y, 1);
      // Takes effect at once: the worker is gone, and this thread cannot know until it returns to its event loop.
      const ended = workers.started.at(-1)?.terminate();
      for (let i = 0; i < 20; i++) fill(pool, y, i);
      expect(bench.view(y, SIZE).every((value) => value === 19)).toBe(true);
      await ended;
      expect(() => fill(pool, y, 2)).toThrow('thread 2 of 3 has ended');
      await closeRuntimes();
    }
  });

  it('a slice that is never finished ends the wait with an error, and the pool with it', async () => {
    const { bench } = await start(2);
    const pool = await poolOver(bench, { patience: 0.2 });
    const x = bench.floats(16);
    // A product without strides touches one element; its depth is 1 here and hours of work on the other thread.
    const row = slices(2000, 1);
    const depth = { base: 1, perSlice: 0, perThread: 2 ** 30, limit: Infinity };
    const range = [row.begin, row.end, 0, 1000, depth, 0, 0, 0];
    const product = [x, 0, 0, x, 0, 0, bench.floats(2000), 0, ...range];
    const endless = () => pool.run(numberOf('gemm'), product, row.count);
    const message =
      "backend-simd: a thread has not finished its part of kernel 'gemm' within 0.2 s; start the program again";
    expect(() => {
      for (let i = 0; i < 1000; i++) endless();
    }).toThrow(message);
    expect(endless).toThrow(message);
    await pool.close();
  });

  it('a worker that does not start: the error says which and why, and the others are ended', async () => {
    const { bench } = await start(2);
    const before = workers.started.length;
    workers.change = (data) =>
      'thread' in data && data.thread === 2 ? { ...data, blas: '/no/such/library' } : data;
    await expect(poolOver(bench, { threads: 4 })).rejects.toThrow(
      /^backend-simd: thread 2 of 4 did not start: .*No such file/,
    );
    const left = workers.started.slice(before);
    expect(left).toHaveLength(3);
    expect(left.map(({ threadId }) => threadId)).toEqual([-1, -1, -1]); // ended
  });

  it('close ends the threads, may be called again, and later calls say so', async () => {
    const { bench, pool } = await start(2);
    const y = bench.floats(SIZE);
    await pool.close();
    await pool.close();
    expect(workers.started.map(({ threadId }) => threadId)).toEqual([-1]);
    expect(() => fill(pool, y, 1)).toThrow('backend-simd: the threads have been closed');
  });

  it('refuses more arguments or slices than the control block holds, and goes on', async () => {
    const { bench, pool } = await start(2);
    const y = bench.floats(SIZE);
    expect(() => pool.run(FILL, Array<number>(33).fill(0), 2)).toThrow(
      'backend-simd: expected at most 32 arguments and 4095 slices, got 33 and 2',
    );
    expect(() => pool.run(FILL, [y, 0, 1, 1], 4096)).toThrow('got 4 and 4096');
    fill(pool, y, 3);
    expect(bench.view(y, SIZE).every((value) => value === 3)).toBe(true);
  });
});
