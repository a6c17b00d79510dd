import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sameBits, values } from '../testing/random.js';
import { Bench, closeRuntimes, testRuntime } from '../testing/runtimes.js';
import type { MatrixProduct } from './launcher.js';
import { ThreadPool } from './thread-pool.js';

let alone: Bench;
let several: Bench;
beforeAll(async () => {
  alone = new Bench(await testRuntime({ threads: 1 }));
  several = new Bench(await testRuntime({ threads: 3 }));
});
afterAll(closeRuntimes);

type Options = Pick<MatrixProduct, 'activation' | 'accumulate'> & { bias?: boolean; cRow?: number };

/** C of a product with both operands as they lie in memory, and the number of slices it took. */
function multiply(bench: Bench, [m, n, k]: readonly [number, number, number], options: Options = {}) {
  const run = vi.spyOn(ThreadPool.prototype, 'run');
  bench.reset();
  const cRow = options.cRow ?? n;
  const c = bench.floats(values(m * cRow, 3));
  const a = bench.floats(values(m * k, 1));
  const b = bench.floats(values(k * n, 2));
  const bias = options.bias === true ? bench.floats(values(n, 4)) : 0;
  bench.launcher.multiply({ m, n, k, a, aRow: k, aCol: 1, b, bRow: n, bCol: 1, c, ...options, bias });
  const [call] = run.mock.calls;
  run.mockRestore();
  return { result: bench.view(c, m * cRow).slice(), slices: call?.[2] ?? 1 };
}

describe('Launcher', () => {
  it('cuts products by their longer side, in slices for all threads, and gives the bits of one thread', () => {
    for (const size of [
      [500, 64, 100],
      [64, 500, 100],
      [5000, 32, 64],
      [401, 399, 97],
    ] as const) {
      for (const options of [
        {},
        { bias: true, activation: 1 },
        { accumulate: true },
        { cRow: size[1] + 5, bias: true, accumulate: true },
      ]) {
        const { result, slices } = multiply(several, size, options);
        expect(slices, size.join()).toBeGreaterThanOrEqual(3);
        expect(sameBits(result, multiply(alone, size, options).result), size.join()).toBe(true);
      }
    }
  });

  it('leaves small products to the calling thread', () => {
    expect(multiply(several, [50, 50, 50]).slices).toBe(1);
    expect(multiply(several, [1, 1, 1]).slices).toBe(1);
  });

  it('does nothing where there is nothing, and zeros where the inner dimension is', () => {
    expect(multiply(several, [0, 5, 4]).result).toHaveLength(0);
    expect(multiply(several, [5, 0, 4]).result).toHaveLength(0);
    expect(multiply(several, [3, 2, 0]).result).toEqual(new Float32Array(6));
    expect(multiply(several, [3, 2, 0], { accumulate: true }).result).toEqual(values(6, 3));
  });

  it('runs a kernel once a slice where there are no threads', () => {
    const y = alone.floats(new Float32Array(10));
    const step = (base: number) => ({ base, perSlice: 4, perThread: 0, limit: 10 });
    alone.launcher.launch('fill', [y, step(0), step(4), 7], 3);
    expect(alone.view(y, 10).every((value) => value === 7)).toBe(true);
  });
});
