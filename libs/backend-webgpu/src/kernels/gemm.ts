import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import type { KernelCall } from '../kernel-call.js';
import { type GemmOptions, gemmProgram } from './gemm-program.js';

/** C [M, N] = A [M, K] times B [K, N], float32. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: tf.TensorInfo;
  /** A is stored [K, M]. */
  readonly transposeA?: boolean;
  readonly b: tf.TensorInfo;
  /** B is stored [N, K]. */
  readonly transposeB?: boolean;
  readonly c: tf.TensorInfo;
  /** [N], added to every row. */
  readonly bias?: tf.TensorInfo | undefined;
  readonly relu?: boolean;
  /** Adds the product to what C holds. */
  readonly accumulate?: boolean;
}

const SIDE = 16;
/** Tiles that keep a large GPU busy; with fewer, tiles are smaller, or K is cut in parts. */
const ENOUGH_TILES = 128;
const LEAST_K = 256;
const K_STEP = 16;

const tilesOf = ({ m, n }: Product, each: number) =>
  Math.ceil(m / (SIDE * each)) * Math.ceil(n / (SIDE * each));

/** Elements along each side of what a thread computes. */
function eachOf(call: KernelCall, product: Product): 2 | 4 | 8 {
  const fits = call.backend.limits.workgroupBytes >= 20_480;
  if (fits && tilesOf(product, 8) >= ENOUGH_TILES) return 8;
  return tilesOf(product, 4) >= ENOUGH_TILES / 4 || product.k >= 4 * LEAST_K ? 4 : 2;
}

/** In how many parts K is cut. */
function partsOf(product: Product, each: number): number {
  if (product.bias !== undefined || product.relu === true) return 1;
  const wanted = Math.floor(ENOUGH_TILES / tilesOf(product, each));
  return Math.max(1, Math.min(wanted, Math.floor(product.k / LEAST_K)));
}

const sumPartsProgram = programFamily('gemm parts', ({ accumulate }: { accumulate: boolean }) => ({
  inputs: { parts: 'f32' },
  outputs: { c: 'f32' },
  uniforms: { size: 'u32', count: 'u32' },
  workgroup: [256, 1, 1],
  main: `
  if (index >= u.size) { return; }
  var sum = ${accumulate ? 'c[index]' : '0.0'};
  for (var part = 0u; part < u.count; part++) { sum += parts[part * u.size + index]; }
  c[index] = sum;`,
}));

/** Computes a product; the same sums in the same order for the same sizes. */
export function gemm(call: KernelCall, product: Product): void {
  const { m, n, k, a, b, bias, transposeA = false, transposeB = false, accumulate = false } = product;
  const size = m * n;
  if (size === 0) return;
  const each = eachOf(call, product);
  const parts = partsOf(product, each);
  const options: GemmOptions = {
    ...{ each, transposeA, transposeB },
    alignedA: (transposeA ? m : k) % 4 === 0,
    alignedB: (transposeB ? k : n) % 4 === 0,
    bias: bias !== undefined,
    relu: product.relu === true,
    accumulate: accumulate && parts === 1,
  };
  const c = parts === 1 ? product.c : call.scratch([parts, m, n]);
  call.dispatch(gemmProgram(options), {
    inputs: bias === undefined ? { a, b } : { a, b, bias },
    outputs: { c },
    uniforms: { m, n, k, k_part: Math.max(K_STEP, Math.ceil(k / parts / K_STEP) * K_STEP) },
    groups: [Math.ceil(n / (SIDE * each)), Math.ceil(m / (SIDE * each)), parts],
  });
  if (parts === 1) return;
  call.dispatch(sumPartsProgram({ accumulate }), {
    ...{ inputs: { parts: c }, outputs: { c: product.c }, uniforms: { size, count: parts }, threads: size },
  });
}
