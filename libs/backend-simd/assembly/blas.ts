// The matrix product of the system's BLAS, where the host has one (worker/blas.mjs); elsewhere a call of it throws.

/**
 * C [m, n] = alpha A B + beta C, all row by row, `lda`, `ldb` and `ldc` elements from row to row of what lies in memory. A
 * transposed operand lies there as [k, m], or [n, k].
 */
@external('env', 'sgemm')
export declare function sgemm(
  transposeA: bool,
  transposeB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f32,
  c: usize,
  ldc: i32,
): void;
