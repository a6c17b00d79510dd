/**
 * A system BLAS on the WebAssembly memory: cblas_sgemm reads and writes the tensors where they are. Called with one
 * BLAS thread from each of our own, so that two pools of spinning threads never compete.
 */
import { createRequire } from 'node:module';

const ROW_MAJOR = 101;
const NO_TRANSPOSE = 111;
const TRANSPOSE = 112;

/** What each library calls the setting of its number of threads; Accelerate reads the variable when it loads. */
const THREAD_SETTERS = [
  'void openblas_set_num_threads(int count)',
  'void bli_thread_set_num_threads(int64_t count)',
  'void MKL_Set_Num_Threads(int count)',
];

function useOneThread(library) {
  for (const prototype of THREAD_SETTERS) {
    let set;
    try {
      set = library.func(prototype);
    } catch {
      continue; // another library's
    }
    set(1);
  }
}

/** The processor whose kernels the library runs, such as 'Haswell' or 'SkylakeX'; undefined: it does not say. */
function kernelsOf(library) {
  try {
    return library.func('const char *openblas_get_corename()')();
  } catch {
    return undefined; // another library's
  }
}

/** How cblas sees an operand of `rows` by `cols` with these strides; undefined when it cannot. */
export function layoutOf(row, col, rows, cols) {
  if (col === 1 && row >= Math.max(1, cols)) return { transpose: NO_TRANSPOSE, leading: row };
  if (row === 1 && col >= Math.max(1, rows)) return { transpose: TRANSPOSE, leading: col };
  return undefined;
}

/** What kernels import as `sgemm` where there is no BLAS. */
export function noBlas() {
  throw new Error('backend-simd: a kernel asked for a BLAS, and there is none');
}

/**
 * Loads the library. `kernels` names what it runs, where it says so. `product(finishBlock)` gives a function with the
 * signature of the `gemm` kernel; operands must have a layout (see layoutOf). `sgemm` is what kernels import under that
 * name (see assembly/blas.ts).
 *
 * @throws Error when koffi or the library does not load
 */
export function openBlas(path, memory) {
  process.env['VECLIB_MAXIMUM_THREADS'] ??= '1';
  const koffi = createRequire(import.meta.url)('koffi');
  const library = koffi.load(path);
  useOneThread(library);
  // Addresses as integers: they travel in the same registers as pointers, and cost no conversion.
  const cblas = library.func(
    'void cblas_sgemm(int order, int transA, int transB, int m, int n, int k, float alpha, intptr_t a, int lda, ' +
      'intptr_t b, int ldb, float beta, intptr_t c, int ldc)',
  );
  // A shared WebAssembly memory never moves: its whole range is reserved when it is made.
  const base = Number(koffi.address(new Uint8Array(memory.buffer)));

  function product(finishBlock) {
    return (...args) => {
      const [a, aRow, aCol, b, bRow, bCol, c, cRow, ...rest] = args;
      const [rowBegin, rowEnd, colBegin, colEnd, k, bias, activation, accumulate] = rest;
      const m = rowEnd - rowBegin;
      const n = colEnd - colBegin;
      if (m <= 0 || n <= 0) return;
      const left = layoutOf(aRow, aCol, rowEnd, k);
      const right = layoutOf(bRow, bCol, k, colEnd);
      if (left === undefined || right === undefined) throw new Error('blas: an operand has no unit stride');
      const start = c + 4 * (rowBegin * cRow + colBegin);
      cblas(
        ...[ROW_MAJOR, left.transpose, right.transpose, m, n, k, 1],
        ...[base + a + 4 * rowBegin * aRow, left.leading, base + b + 4 * colBegin * bCol, right.leading],
        ...[accumulate ? 1 : 0, base + start, cRow],
      );
      if (bias !== 0 || activation !== 0) {
        finishBlock(start, 4 * cRow, m, n, bias === 0 ? 0 : bias + 4 * colBegin, activation);
      }
    };
  }

  function sgemm(...args) {
    const [transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc] = args;
    const left = transposeA ? TRANSPOSE : NO_TRANSPOSE;
    const right = transposeB ? TRANSPOSE : NO_TRANSPOSE;
    // Addresses above 2 GiB arrive as negative numbers.
    const [pa, pb, pc] = [base + (a >>> 0), base + (b >>> 0), base + (c >>> 0)];
    cblas(ROW_MAJOR, left, right, m, n, k, alpha, pa, lda, pb, ldb, beta, pc, ldc);
  }

  return { product, sgemm, kernels: kernelsOf(library) };
}
