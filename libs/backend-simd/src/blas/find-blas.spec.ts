import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { layoutOf } from '../../worker/blas.mjs';
import { runProduct, type ProductCase } from '../testing/product.js';
import { deviation, integers, values } from '../testing/random.js';
import { Bench, closeRuntimes, testRuntime } from '../testing/runtimes.js';

const runtime = await testRuntime({ threads: 1, blas: 'auto' });
const bench = new Bench(runtime);
const { blas } = runtime;
const missing = blas === undefined ? ' (skipped: no BLAS found on this system)' : '';
const folder = await mkdtemp(join(tmpdir(), 'blas-'));
afterAll(async () => {
  await rm(folder, { recursive: true });
  await closeRuntimes();
});

const LAYOUTS = [
  { transposeA: false, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: false },
  { transposeA: true, transposeB: true },
];

describe.skipIf(blas === undefined)(`the system's BLAS against sums in double precision${missing}`, () => {
  const product = blas?.product ?? (() => NaN);

  function expectRight(given: ProductCase): void {
    const outcome = runProduct(bench, product, given);
    expect(outcome.untouched, `${JSON.stringify(given)}: elements outside the range`).toBe(true);
    expect(outcome.error, JSON.stringify(given)).toBeLessThanOrEqual(1);
  }

  it.each(LAYOUTS)(
    'sizes, ranges, long rows, bias, relu, accumulation; NaN in C does not leak, %o',
    (layout) => {
      const picks = integers(5 * 200, 2 ** 20, 23);
      for (let i = 0; i < 200; i++) {
        const pick = (at: number, below: number) => (picks[5 * i + at] ?? 0) % below;
        const [m, n, k] = [1 + pick(0, 70), 1 + pick(1, 70), 1 + pick(2, 90)];
        const rows = [pick(3, m), m - pick(0, m - pick(3, m))] as const;
        const cols = [pick(4, n), n - pick(1, n - pick(4, n))] as const;
        const options = { accumulate: i % 2 === 0, bias: i % 3 === 0, relu: i % 5 === 0, spare: pick(2, 4) };
        expectRight({ m, n, k, rows, cols, ...layout, ...options });
      }
    },
  );

  it.each(LAYOUTS)('vectors, single elements and an inner dimension of zero, %o', (layout) => {
    for (const [m, n, k] of [
      [1, 1, 1],
      [1, 1, 50],
      [1, 50, 40],
      [50, 1, 40],
      [50, 40, 1],
      [7, 5, 0],
      [1, 5, 0],
      [100, 70, 130],
    ] as const) {
      for (const accumulate of [false, true]) {
        expectRight({ m, n, k, ...layout, accumulate });
        expectRight({ m, n, k, ...layout, accumulate, bias: true, relu: true, spare: 3 });
      }
    }
  });

  it('agrees with the kernel of our own on all threads, slices by rows and by columns', async () => {
    for (const [m, n, k] of [
      [500, 90, 300],
      [90, 500, 300],
    ] as const) {
      const results: Float32Array[] = [];
      for (const options of [{ threads: 1 }, { threads: 3, blas: 'auto' }]) {
        const other = new Bench(await testRuntime(options));
        const a = other.floats(values(m * k, 1));
        const b = other.floats(values(k * n, 2));
        const bias = other.floats(values(n, 3));
        const c = other.floats(m * n);
        const left = { a, aRow: 1, aCol: m };
        other.launcher.multiply({ m, n, k, ...left, b, bRow: n, bCol: 1, c, bias, activation: 1 });
        results.push(other.view(c, m * n).slice());
      }
      const [own = new Float32Array(), theirs = new Float32Array()] = results;
      expect(deviation(theirs, own)).toBeLessThan(2e-6);
    }
  });

  it.each(LAYOUTS)(
    'what kernels call, with long rows and addresses above 2 GiB, %o',
    ({ transposeA, transposeB }) => {
      const [m, n, k, spare] = [9, 7, 5, 3];
      const [lda, ldb, ldc] = [(transposeA ? m : k) + spare, (transposeB ? k : n) + spare, n + spare];
      bench.reset();
      const a = bench.floats(values(lda * Math.max(m, k), 1));
      const b = bench.floats(values(ldb * Math.max(n, k), 2));
      const before = values(ldc * m, 3);
      const c = bench.floats(before);
      // WebAssembly hands over addresses as signed numbers of 32 bits.
      const above = (address: number) => address - 2 ** 32;
      const [first, second] = [transposeA ? 1 : 0, transposeB ? 1 : 0];
      blas?.sgemm(first, second, m, n, k, 0.5, above(a), lda, above(b), ldb, 2, above(c), ldc);
      const [left, right] = [bench.view(a, lda * Math.max(m, k)), bench.view(b, ldb * Math.max(n, k))];
      const expected = before.map((old, index) => {
        const [i, j] = [Math.floor(index / ldc), index % ldc];
        if (j >= n) return old;
        let sum = 4 * old;
        for (let p = 0; p < k; p++) {
          const x = left[transposeA ? p * lda + i : i * lda + p] ?? NaN;
          sum += x * (right[transposeB ? j * ldb + p : p * ldb + j] ?? NaN);
        }
        return sum / 2;
      });
      expect(deviation(bench.view(c, before.length), expected)).toBeLessThan(1e-6);
    },
  );

  it.skipIf(blas?.path.includes('openblas') !== true)('computes on one thread of its own', async () => {
    const { load } = await import('koffi');
    const threads: unknown = load(blas?.path ?? '').func('int openblas_get_num_threads()')();
    expect(threads).toBe(1);
  });

  it('an operand without unit stride is refused by the library and taken by our own kernel', async () => {
    expect(() => product(bench.floats(64), 2, 2, 0, 1, 1, 0, 1, 0, 2, 0, 2, 2, 0, 0, 0)).toThrow(
      'blas: an operand has no unit stride',
    );
    const [m, n, k] = [80, 60, 70];
    const other = new Bench(await testRuntime({ threads: 1, blas: 'auto' }));
    const spaced = values(m * k * 2, 1);
    const a = other.floats(spaced);
    const b = other.floats(values(k * n, 2));
    const c = other.floats(m * n);
    other.launcher.multiply({ m, n, k, a, aRow: 2 * k, aCol: 2, b, bRow: n, bCol: 1, c });
    let sum = 0;
    for (let p = 0; p < k; p++) sum += (spaced[2 * p] ?? NaN) * (values(k * n, 2)[p * n] ?? NaN);
    expect(other.view(c, 1)[0]).toBeCloseTo(sum, 4);
  });
});

describe('layoutOf: how cblas sees strides', () => {
  it.each<[string, [number, number, number, number], object | undefined]>([
    ['rows', [7, 1, 5, 7], { transpose: 111, leading: 7 }],
    ['rows longer than their values', [9, 1, 5, 7], { transpose: 111, leading: 9 }],
    ['columns', [1, 5, 5, 7], { transpose: 112, leading: 5 }],
    ['a row vector', [7, 1, 1, 7], { transpose: 111, leading: 7 }],
    ['a row vector, stored as a column', [1, 1, 1, 7], { transpose: 112, leading: 1 }],
    ['a column vector', [1, 1, 7, 1], { transpose: 111, leading: 1 }],
    ['no columns', [1, 1, 7, 0], { transpose: 111, leading: 1 }],
    ['one value for all', [0, 0, 5, 7], undefined],
    ['rows that overlap', [3, 1, 5, 7], undefined],
    ['every second element', [14, 2, 5, 7], undefined],
  ])('%s', (_, [row, col, rows, cols], expected) => {
    expect(layoutOf(row, col, rows, cols)).toEqual(expected);
  });
});

describe('the choice of a BLAS', () => {
  it("'off' is none, 'auto' finds one or none, without a word", async () => {
    expect((await testRuntime({ threads: 1, blas: 'off' })).blas).toBeUndefined();
    expect(runtime.notes).toEqual([]);
  });

  it.each<[string, () => string, string]>([
    ['a file that is no library', textFile, 'Failed to load shared library'],
    ['a path that is not there', () => '/no/such/library.so', 'Failed to load shared library'],
  ])('%s: one sentence', async (_, path, reason) => {
    const error: unknown = await testRuntime({ threads: 1, blas: path() }).catch((e: unknown) => e);
    if (!(error instanceof Error)) throw new Error('expected an error');
    expect(error.message).toMatch(/^backend-simd: the BLAS '.*' cannot be used: [^\n]*$/);
    expect(error.message).toContain(reason);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.runIf(process.platform === 'linux')('a library without the function: one sentence', async () => {
    await expect(testRuntime({ threads: 1, blas: 'libm.so.6' })).rejects.toThrow(
      "backend-simd: the BLAS 'libm.so.6' cannot be used: Cannot find function 'cblas_sgemm' in shared library",
    );
  });
});

function textFile(): string {
  const path = join(folder, 'library.so');
  writeFileSync(path, 'this is no library\n');
  return path;
}
