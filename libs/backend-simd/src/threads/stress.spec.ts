import { afterEach, describe, expect, it } from 'vitest';
import { KERNEL_NAMES } from '../kernel-table.js';
import { integers, sameBits, values } from '../testing/random.js';
import { Bench, closeRuntimes, poolOf, testRuntime } from '../testing/runtimes.js';
import { perSlice, slices } from './slice-arguments.js';

afterEach(closeRuntimes);

const WIDTH = 16;
const ROW_SUMS = KERNEL_NAMES.indexOf('rowSums');
const clock = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread, as a slow operation of the main thread's own does. */
function pause(milliseconds: number): void {
  Atomics.wait(clock, 0, 0, milliseconds);
}

/** Sums of rows whose elements are all `task + row`, one slice a row. */
function tinyTasks(bench: Bench) {
  const pool = poolOf(bench.runtime);
  const rows = 7;
  const x = bench.floats(rows * WIDTH);
  const y = bench.floats(rows);
  const part = slices(rows, 1);
  const input = bench.view(x, rows * WIDTH);
  const output = bench.view(y, rows);
  return (task: number): boolean => {
    for (let row = 0; row < rows; row++) input.fill(task + row, row * WIDTH, (row + 1) * WIDTH);
    const address = [perSlice(x, 4 * WIDTH), perSlice(y, 4)];
    pool.run(ROW_SUMS, [...address, WIDTH, 0, 1, 1], part.count);
    return output.every((sum, row) => sum === WIDTH * (task + row));
  };
}

describe('many small tasks', () => {
  it.each([2, 3, 8])('20 000 in a row on %i threads, which fall asleep now and then', async (threads) => {
    const run = tinyTasks(new Bench(await testRuntime({ threads })));
    const pauses = integers(20_000, 400, threads);
    const wrong: number[] = [];
    for (let task = 0; task < 20_000; task++) {
      // Around the 0.3 ms after which workers sleep: they are asleep, about to be, or still looking.
      if (pauses[task] === 0) pause(1);
      else if (pauses[task] === 1) pause(0.3);
      if (!run(task)) wrong.push(task);
    }
    expect(wrong).toEqual([]);
  });

  it('across the wrap-around of the task number and of its sign', async () => {
    const bench = new Bench(await testRuntime({ threads: 3 }));
    const run = tinyTasks(bench);
    for (const start of [2 ** 19 - 300, 2 ** 20 - 300]) {
      Reflect.set(poolOf(bench.runtime), 'task', start);
      const wrong: number[] = [];
      for (let task = 0; task < 600; task++) {
        if (task % 50 === 0) pause(1);
        if (!run(task)) wrong.push(task);
      }
      expect(wrong).toEqual([]);
      expect(Reflect.get(poolOf(bench.runtime), 'task')).toBe((start + 600) % 2 ** 20);
    }
  });

  it('more threads than cores finish a product, with the bits of one thread', async () => {
    const [m, n, k] = [700, 300, 130];
    const product = async (threads: number): Promise<Float32Array> => {
      const bench = new Bench(await testRuntime({ threads }));
      const a = bench.floats(values(m * k, 1));
      const b = bench.floats(values(k * n, 2));
      const c = bench.floats(m * n);
      for (let i = 0; i < 10; i++) {
        bench.launcher.multiply({ m, n, k, a, aRow: k, aCol: 1, b, bRow: n, bCol: 1, c });
      }
      return bench.view(c, m * n);
    };
    const alone = await product(1);
    const begin = performance.now();
    expect(sameBits(await product(8), alone)).toBe(true);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});
