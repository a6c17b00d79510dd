import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import type { KernelCall } from '../kernel-call.js';
import type { RDropWebGpuBackend } from '../webgpu-backend.js';
import type { OperandOptions } from './gemm-blocks.js';
import { matrixGemmProgram } from './gemm-matrix-program.js';
import { gemmProgram } from './gemm-program.js';
import { resultFunction, type ResultOptions, resultType } from './gemm-result.js';
import {
  chooseTile,
  type GemmShape,
  type GemmTile,
  isReadOften,
  type TileChoice,
  type TileLimits,
} from './gemm-tiles.js';
import { halfCopy } from './half-copy.js';

/** C [M, N] = A [M, K] times B [K, N]; operands and result are float32, or operands as `halfCopy` makes them. */
export interface Product extends GemmShape {
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
  /** A holds numbers of at most some hundred, and small ones count: in float16 they are larger meanwhile. */
  readonly boostA?: boolean;
  /** Whether A or B is a copy by `halfCopy`. */
  readonly halfA?: boolean;
  readonly halfB?: boolean;
}

const K_STEP = 32; // parts of K are multiples of it, as tiles are

/** What the device and the precision that is set allow. */
export function tileLimits(backend: RDropWebGpuBackend): TileLimits {
  const { workgroupBytes, workgroupThreads } = backend.limits;
  const half = backend.precision === 'mixed';
  const { matrixUnit } = backend;
  const unit = half || matrixUnit?.emulated === true ? matrixUnit : undefined;
  return { workgroupBytes, workgroupThreads, half, unit };
}

function optionsOf({ m, n, k, ...product }: Product, half: boolean): OperandOptions & ResultOptions {
  const { transposeA = false, transposeB = false, halfA = false, halfB = false } = product;
  return {
    ...{ transposeA, transposeB, halfA, halfB, half },
    boostA: half && product.boostA === true && !halfA,
    alignedA: (transposeA ? m : k) % 4 === 0,
    alignedB: (transposeB ? k : n) % 4 === 0,
    alignedC: n % 4 === 0,
    bias: product.bias !== undefined,
    relu: product.relu === true,
    accumulate: product.accumulate === true,
  };
}

const sumPartsProgram = programFamily(
  'gemm parts',
  (options: ResultOptions & Readonly<Record<string, boolean>>) => ({
    inputs: {
      parts: resultType(options),
      ...(options.bias ? { bias: resultType(options) } : {}),
    },
    outputs: { c: resultType(options) },
    uniforms: { m: 'u32', n: 'u32', count: 'u32' },
    workgroup: [256, 1, 1],
    declarations: resultFunction(options),
    main: `
  let across = (u.n + 3u) / 4u;
  if (index >= u.m * across) { return; }
  let row = index / across;
  let column = 4u * (index % across);
  var sum = vec4<f32>();
  for (var part = 0u; part < u.count; part++) {
    let at = (part * u.m + row) * u.n + column;
    ${
      options.alignedC
        ? 'sum += parts[at / 4u];'
        : [0, 1, 2, 3].map((i) => `if (column + ${i}u < u.n) { sum[${i}] += parts[at + ${i}u]; }`).join(' ')
    }
  }
  put(0u, row, column, sum);`,
  }),
);

function programOf(tile: GemmTile, options: OperandOptions & ResultOptions, { unit }: TileLimits) {
  const { rows, columns, k, buffers } = tile;
  const common = { rows, columns, k, buffers, ...options };
  if (tile.kind === 'registers') {
    return gemmProgram({ ...common, eachRows: tile.eachRows, eachColumns: tile.eachColumns });
  }
  if (unit === undefined) throw new Error('gemm: expected a device with matrix units');
  const { subgroupsDown, subgroupsAcross } = tile;
  return matrixGemmProgram({
    ...common,
    subgroupsDown,
    subgroupsAcross,
    ...unit,
    emulated: unit.emulated === true,
  });
}

/** With operands as float16 that many tiles read. What is boosted has to be float32. */
function withHalfCopies(call: KernelCall, product: Product, { rows, columns }: GemmTile): Product {
  const { m, n, k, a, b, halfA = false, halfB = false, boostA = false } = product;
  const copiesA = !halfA && !boostA && isReadOften(m * k, n / columns);
  const copiesB = !halfB && isReadOften(k * n, m / rows);
  return {
    ...product,
    ...(copiesA ? { a: halfCopy(call, a), halfA: true } : {}),
    ...(copiesB ? { b: halfCopy(call, b), halfB: true } : {}),
  };
}

/**
 * Computes a product: the same sums in the same order for the same sizes on one device.
 *
 * @param choice for measuring; default: by `chooseTile`
 */
export function gemm(call: KernelCall, given: Product, choice?: TileChoice): void {
  if (given.m * given.n === 0) return;
  const limits = tileLimits(call.backend);
  const { tile, parts } = choice ?? chooseTile(given, limits);
  const product = limits.half ? withHalfCopies(call, given, tile) : given;
  const { m, n, k, a, b, bias } = product;
  const options = optionsOf(product, limits.half);
  const finish = { bias: options.bias, relu: options.relu, accumulate: options.accumulate };
  const nothing = { bias: false, relu: false, accumulate: false };
  const c = parts === 1 ? product.c : call.scratch([parts, m, n]);
  const operands = bias === undefined || parts > 1 ? { a, b } : { a, b, bias };
  call.dispatch(programOf(tile, { ...options, ...(parts === 1 ? finish : nothing) }, limits), {
    inputs: operands,
    outputs: { c },
    uniforms: { m, n, k, k_part: Math.max(K_STEP, Math.ceil(k / parts / K_STEP) * K_STEP) },
    groups: [Math.ceil(n / tile.columns), Math.ceil(m / tile.rows), parts],
  });
  if (parts === 1) return;
  call.dispatch(sumPartsProgram({ ...finish, alignedC: options.alignedC, boostA: false }), {
    inputs: bias === undefined ? { parts: c } : { parts: c, bias },
    ...{ outputs: { c: product.c }, uniforms: { m, n, count: parts }, threads: m * Math.ceil(n / 4) },
  });
}
