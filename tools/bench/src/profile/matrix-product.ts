import type * as tf from '@tensorflow/tfjs';

/** `batch` products [m, k] x [k, n]; N or T of each operand: as it lies in memory, or transposed. */
export interface MatrixProduct {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly form: `${'N' | 'T'}${'N' | 'T'}`;
}

const PRODUCTS: ReadonlySet<string> = new Set(['BatchMatMul', '_FusedMatMul']);

type KernelParameters = Parameters<tf.KernelFunc>[0];

/** The product that a call of this kernel computes; undefined for other kernels. */
export function productOf(kernel: string, { inputs, attrs }: KernelParameters): MatrixProduct | undefined {
  const a = inputs['a']?.shape;
  const b = inputs['b']?.shape;
  if (!PRODUCTS.has(kernel) || a === undefined || b === undefined) return undefined;
  const transposeA = attrs?.['transposeA'] === true;
  const transposeB = attrs?.['transposeB'] === true;
  const [rows = 1, columns = 1] = a.slice(-2);
  const [bRows = 1, bColumns = 1] = b.slice(-2);
  const batchOf = (shape: readonly number[]) => shape.slice(0, -2).reduce((size, extent) => size * extent, 1);
  return {
    batch: Math.max(batchOf(a), batchOf(b)),
    m: transposeA ? columns : rows,
    n: transposeB ? bRows : bColumns,
    k: transposeA ? rows : columns,
    form: `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`,
  };
}

/** Floating-point operations of a product: a multiplication and an addition per term. */
export function flops({ batch, m, n, k }: MatrixProduct): number {
  return 2 * batch * m * n * k;
}
