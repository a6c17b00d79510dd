import type * as tf from '@tensorflow/tfjs';

/**
 * `batch` products [m, k] x [k, n]; N or T of each operand: as it lies in memory, or transposed. A fused operation
 * counts as the products inside it, which all cost the same; its form is that of the first.
 */
export interface MatrixProduct {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly form: `${'N' | 'T'}${'N' | 'T'}`;
}

type KernelParameters = Parameters<tf.KernelFunc>[0];
type Shape = readonly number[];

const product = (shape: Shape): number => shape.reduce((size, extent) => size * extent, 1);
const widthOf = (shape: Shape): number => shape.at(-1) ?? 1;
const rowsOf = (shape: Shape): number => product(shape.slice(0, -1));

/** Shapes of inputs by name; a missing one is a scalar. */
type ShapeOf = (input: string) => Shape;
type Reader = (shape: ShapeOf, attrs: tf.NamedAttrMap) => MatrixProduct;

/** The general product of TensorFlow.js. */
const matMul: Reader = (shape, { transposeA, transposeB }) => {
  const [a, b] = [shape('a'), shape('b')];
  const [rows = 1, columns = 1] = a.slice(-2);
  const [bRows = 1, bColumns = 1] = b.slice(-2);
  return {
    batch: Math.max(product(a.slice(0, -2)), product(b.slice(0, -2))),
    m: transposeA === true ? columns : rows,
    n: transposeB === true ? bRows : bColumns,
    k: transposeA === true ? rows : columns,
    form: `${transposeA === true ? 'T' : 'N'}${transposeB === true ? 'T' : 'N'}`,
  };
};

/** Attention holds `products` of all heads, [T, K] x [K, S] or as large. */
const attention =
  (products: number): Reader =>
  (shape, { heads }) => {
    const [B = 1, T = 1, D = 1] = shape('q');
    const H = typeof heads === 'number' ? heads : 1;
    return { batch: products * B * H, m: T, n: shape('k')[1] ?? 1, k: D / H, form: 'NT' };
  };

/** Kernels that are mostly matrix products, as the README of @rdrop/ops gives their inputs. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['BatchMatMul', matMul],
  ['_FusedMatMul', matMul],
  [
    'RDropLinear',
    (shape) => {
      const x = shape('x');
      return { batch: 1, m: rowsOf(x), n: rowsOf(shape('weight')), k: widthOf(x), form: 'NT' };
    },
  ],
  [
    'RDropLinearGradInput',
    (shape, { count }) => {
      const dy = shape('dy0');
      const batch = typeof count === 'number' ? count : 1;
      return { batch, m: rowsOf(dy), n: widthOf(shape('weight0')), k: widthOf(dy), form: 'NN' };
    },
  ],
  [
    'RDropLinearGradWeight',
    (shape) => {
      const dy = shape('dy');
      return { batch: 1, m: widthOf(dy), n: widthOf(shape('x')), k: rowsOf(dy), form: 'TN' };
    },
  ],
  [
    // Two products of one size: the gradient of the hidden layer, and that of the weight behind it.
    'RDropHiddenGrad',
    (shape) => {
      const dy = shape('dy');
      return { batch: 2, m: rowsOf(dy), n: widthOf(shape('weight')), k: widthOf(dy), form: 'NN' };
    },
  ],
  [
    'RDropProjectedTerms',
    (shape, { wantsGradients }) => {
      const states = shape('states');
      const batch = wantsGradients === true ? 3 : 1;
      return { batch, m: rowsOf(states), n: rowsOf(shape('weight')), k: widthOf(states), form: 'NT' };
    },
  ],
  ['RDropAttention', attention(2)],
  ['RDropAttentionGrad', attention(4)],
]);

/** The product that a call of this kernel computes; undefined for other kernels. */
export function productOf(kernel: string, { inputs, attrs }: KernelParameters): MatrixProduct | undefined {
  return READERS.get(kernel)?.((name) => inputs[name]?.shape ?? [], attrs ?? {});
}

/** Floating-point operations of a product: a multiplication and an addition per term. */
export function flops({ batch, m, n, k }: MatrixProduct): number {
  return 2 * batch * m * n * k;
}
