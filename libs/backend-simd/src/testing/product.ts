import type { Kernel } from '../kernel-table.js';
import { values } from './random.js';
import type { Bench } from './runtimes.js';

/** One product, as the `gemm` kernel takes it; strides in elements. */
export interface ProductCase {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Elements that each row of a stored operand (as it lies in memory) is longer than its values. Default 0. */
  readonly spare?: number;
  readonly accumulate?: boolean;
  readonly bias?: boolean;
  readonly relu?: boolean;
  /** Part of the result that is computed. Default all. */
  readonly rows?: readonly [number, number];
  readonly cols?: readonly [number, number];
}

interface Operand {
  readonly data: Float32Array;
  readonly row: number;
  readonly col: number;
}

/** A matrix of `rows` by `cols`, stored row by row or, transposed, column by column; what is spare is NaN. */
function operand(size: readonly [number, number], transposed: boolean, spare: number, seed: number): Operand {
  const [rows, cols] = size;
  const [outer, inner] = transposed ? [cols, rows] : [rows, cols];
  const stride = Math.max(1, inner + spare);
  const data = new Float32Array(outer * stride).fill(NaN);
  const random = values(outer * inner, seed);
  for (let i = 0; i < outer; i++) data.set(random.subarray(i * inner, (i + 1) * inner), i * stride);
  return transposed ? { data, row: 1, col: stride } : { data, row: stride, col: 1 };
}

export interface ProductOutcome {
  readonly result: Float32Array;
  /**
   * The largest error, as a part of what any order of summation may cost: (k + 3) 2^-24 sum |a b|. A wrong term is worth
   * thousands of that, NaN where none belongs (or none where one does) Infinity.
   */
  readonly error: number;
  /** Whether what was to be left alone is as it was. */
  readonly untouched: boolean;
}

const GUARD = 16; // elements behind the result

/** Runs `kernel` on random operands; C holds NaN, or with `accumulate` random values, before. */
export function runProduct(bench: Bench, kernel: Kernel, product: ProductCase): ProductOutcome {
  const { m, n, k, spare = 0, accumulate = false, bias = false, relu = false } = product;
  const [rowBegin, rowEnd] = product.rows ?? [0, m];
  const [colBegin, colEnd] = product.cols ?? [0, n];
  const a = operand([m, k], product.transposeA === true, spare, 1);
  const b = operand([k, n], product.transposeB === true, spare, 2);
  const stride = n + spare;
  const before = accumulate ? values(m * stride + GUARD, 3) : new Float32Array(m * stride + GUARD).fill(NaN);
  const biases = values(n, 4);
  bench.reset();
  const c = bench.floats(before);
  kernel(
    ...[bench.floats(a.data), a.row, a.col, bench.floats(b.data), b.row, b.col, c, stride],
    ...[rowBegin, rowEnd, colBegin, colEnd, k, bias ? bench.floats(biases) : 0, relu ? 1 : 0],
    accumulate ? 1 : 0,
  );
  const result = bench.view(c, before.length).slice();
  let error = 0;
  for (let i = rowBegin; i < rowEnd; i++) {
    for (let j = colBegin; j < colEnd; j++) {
      const start = accumulate ? (before[i * stride + j] ?? NaN) : 0;
      const terms = [start, bias ? (biases[j] ?? NaN) : 0];
      for (let p = 0; p < k; p++) {
        terms.push((a.data[i * a.row + p * a.col] ?? NaN) * (b.data[p * b.row + j * b.col] ?? NaN));
      }
      const sum = terms.reduce((total, term) => total + term, 0);
      const size = terms.reduce((total, term) => total + Math.abs(term), 2 ** -100);
      const off = Math.abs((result[i * stride + j] ?? NaN) - (relu ? Math.max(0, sum) : sum));
      error = Math.max(error, Number.isNaN(off) ? Infinity : off / ((k + 3) * 2 ** -24 * size));
    }
  }
  const untouched = result.every((value, index) => {
    const [i, j] = [Math.floor(index / stride), index % stride];
    const isComputed = i >= rowBegin && i < rowEnd && j >= colBegin && j < colEnd;
    return isComputed || Object.is(value, before[index]);
  });
  return { result, error, untouched };
}
