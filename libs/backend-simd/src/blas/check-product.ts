import type { Kernel, KernelTable } from '../kernel-table.js';
import type { LinearMemory } from '../linear-memory.js';

export interface BlasContext {
  readonly memory: LinearMemory;
  readonly kernels: KernelTable;
  /** Memory to scribble on. */
  readonly scratch: number;
}

/** m, n, k: sizes below every block of a library, and above those of its innermost loops, with all edges. */
const CHECKED_SIZES = [
  [5, 7, 11],
  [131, 163, 211],
] as const;

/**
 * Multiplies matrices of small whole numbers, for which float32 is exact, in all four transpositions: a library that is
 * wrong (some versions are, on processors younger than they) is not used. C = A B is checked as C x = A (B x) for a vector
 * x, which costs no third matrix product.
 *
 * @param product a function with the signature of the `gemm` kernel
 * @throws Error when a product is wrong
 */
export function checkProduct(product: Kernel, { memory, scratch }: BlasContext): void {
  for (const [m, n, k] of CHECKED_SIZES) {
    const a = memory.floats(scratch, m * k);
    const b = memory.floats(scratch + 4 * a.length, k * n);
    const c = memory.floats(scratch + 4 * (a.length + b.length), m * n);
    a.forEach((_, i) => (a[i] = (i % 7) - 3));
    b.forEach((_, i) => (b[i] = (i % 5) - 2));
    const x = Float64Array.from({ length: n }, (_, j) => 1 + ((j * j) % 31));
    for (const [aRow, aCol] of [
      [k, 1],
      [1, m],
    ] as const) {
      for (const [bRow, bCol] of [
        [n, 1],
        [1, k],
      ] as const) {
        c.fill(NaN);
        const operands = [a.byteOffset, aRow, aCol, b.byteOffset, bRow, bCol, c.byteOffset, n];
        product(...operands, 0, m, 0, n, k, 0, 0, 0);
        const expected = times(a, [aRow, aCol], times(b, [bRow, bCol], x, k), m);
        if (times(c, [n, 1], x, m).some((value, i) => value !== expected[i])) {
          throw new Error(
            `its product of ${m} x ${k} and ${k} x ${n} matrices of small whole numbers is wrong`,
          );
        }
      }
    }
  }
}

/** A x in double precision, for `rows` rows. */
function times(
  a: Float32Array,
  [row, col]: readonly [number, number],
  x: Float64Array,
  rows: number,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) =>
    x.reduce((sum, value, j) => sum + (a[i * row + j * col] ?? NaN) * value, 0),
  );
}
