import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernel } from '../kernel-table.js';
import { runProduct, type ProductCase } from '../testing/product.js';
import { integers } from '../testing/random.js';
import { Bench, testRuntime } from '../testing/runtimes.js';

let bench: Bench;
let gemm: Kernel;
beforeAll(async () => {
  bench = new Bench(await testRuntime({ threads: 1 }));
  gemm = bench.runtime.kernels.gemm;
});

function expectRight(product: ProductCase): void {
  const outcome = runProduct(bench, gemm, product);
  const text = JSON.stringify(product);
  expect(outcome.untouched, `${text}: elements outside the range`).toBe(true);
  expect(outcome.error, text).toBeLessThanOrEqual(1);
}

const DEPTHS = [0, 1, 3, 4, 383, 384, 385, 800]; // blocks are 384 deep
const LAYOUTS = [
  { transposeA: false, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: false },
  { transposeA: true, transposeB: true },
];

describe('the matrix product, kernel by itself, against sums in double precision', () => {
  it.each([0, 1, 3, 4])('every size from 1 to 35, depth %i', (k) => {
    for (let m = 1; m <= 35; m++) {
      for (let n = 1; n <= 35; n++) {
        const layout = LAYOUTS[(m + n) % 4];
        expectRight({ m, n, k, ...layout, accumulate: m % 3 === 0, bias: n % 3 === 0, relu: n % 2 === 0 });
      }
    }
  });

  it.each(DEPTHS.slice(4))('sizes from 1 to 35, depth %i', (k) => {
    for (let m = 1; m <= 35; m++) {
      // Every height with every eleventh width, begun elsewhere each time: all pairs modulo 4 and 16 occur.
      for (let n = 1 + (m % 11); n <= 35; n += 11) {
        const layout = LAYOUTS[(m + n) % 4];
        expectRight({ m, n, k, ...layout, accumulate: m % 3 === 0, bias: n % 3 === 0, relu: n % 2 === 0 });
      }
    }
  });

  it.each(LAYOUTS)('ranges of rows and columns, and rows longer than their values, %o', (layout) => {
    const picks = integers(4 * 150, 2 ** 20, 17);
    for (let i = 0; i < 150; i++) {
      const pick = (at: number, below: number) => (picks[4 * i + at] ?? 0) % below;
      const [m, n] = [1 + pick(0, 110), 1 + pick(1, 40)];
      const rows = [pick(2, m), m - pick(0, m - pick(2, m))] as const;
      const cols = [pick(3, n), n - pick(1, n - pick(3, n))] as const;
      const k = DEPTHS[i % 6] ?? 0;
      expectRight({
        ...{ m, n, k, rows, cols, ...layout, spare: pick(3, 4) },
        ...{ accumulate: i % 2 === 0, bias: i % 3 === 0, relu: i % 5 === 0 },
      });
    }
  });

  it('empty ranges do nothing', () => {
    for (const k of [0, 5]) {
      expectRight({ m: 6, n: 7, k, rows: [3, 3] });
      expectRight({ m: 6, n: 7, k, cols: [2, 2], bias: true, relu: true });
    }
  });

  it('several blocks of columns (1024) and rows (96)', () => {
    expectRight({ m: 3, n: 2100, k: 20, bias: true });
    expectRight({ m: 203, n: 18, k: 390, transposeA: true, accumulate: true });
  });
});
