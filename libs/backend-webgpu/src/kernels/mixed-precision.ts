import * as tf from '@tensorflow/tfjs';
import { WebGpuError } from '../device/device-health.js';
import type { MatrixUnit } from '../device/matrix-unit.js';
import { KernelCall } from '../kernel-call.js';
import type { RDropWebGpuBackend } from '../webgpu-backend.js';
import { gemm, type Product, tileLimits } from './gemm.js';
import { fittingTile, GEMM_TILES, type GemmTile } from './gemm-tiles.js';

/** Sizes of the product that is tried: edges in all directions, and some tiles. */
const SIZES = { m: 131, n: 140, k: 75 };
/** Largest differences, for sums of K products of numbers of at most 1: roundings of operands, and of sums alone. */
const OPERANDS = SIZES.k * 2 ** -10;
const SUMS = SIZES.k * 2 ** -20;

/** Numbers in [-1, 1) that look irregular, the same each time. */
function irregular(size: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

type Sides = Pick<Product, 'transposeA' | 'transposeB'>;
const ALL_SIDES: readonly Sides[] = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
);

interface Trial extends Sides {
  readonly tile?: GemmTile;
  readonly unit?: MatrixUnit | undefined;
  readonly precision: 'float32' | 'mixed';
}

/** The product of the same matrices, in the ways that a trial says. */
async function tryProduct(backend: RDropWebGpuBackend, { tile, unit, precision, ...sides }: Trial) {
  const { m, n, k } = SIZES;
  const before = { precision: backend.precision, unit: backend.matrixUnit };
  const [a, b] = [tf.tensor1d(irregular(m * k, 1)), tf.tensor1d(irregular(k * n, 2))];
  const c = tf.zeros([m * n]);
  try {
    backend.precision = precision;
    backend.matrixUnit = unit;
    new KernelCall('gemm', backend, {}, {}).run((call) => {
      const fit = tile === undefined ? undefined : fittingTile(tile, tileLimits(backend));
      gemm(call, { ...SIZES, ...sides, a, b, c }, fit === undefined ? undefined : { tile: fit, parts: 1 });
    });
  } finally {
    backend.precision = before.precision;
    backend.matrixUnit = before.unit;
  }
  const values = await c.data();
  tf.dispose([a, b, c]);
  return values;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (!(difference <= largest)) largest = difference; // NaN too
  }
  return largest;
}

/** What a number too large for float16 becomes. */
async function overflow(backend: RDropWebGpuBackend): Promise<number> {
  const [a, b, c] = [tf.tensor1d([1e6]), tf.tensor1d([0.5]), tf.tensor1d([0])];
  const before = backend.precision;
  backend.precision = 'mixed';
  try {
    new KernelCall('gemm', backend, {}, {}).run((call) => {
      gemm(call, { m: 1, n: 1, k: 1, a, b, c });
    });
  } finally {
    backend.precision = before;
  }
  const [value = 0] = await c.data();
  tf.dispose([a, b, c]);
  return value;
}

/** Why a matrix unit is not to be used; undefined where it computes right. */
async function faultOf(
  backend: RDropWebGpuBackend,
  unit: MatrixUnit,
  expected: readonly ArrayLike<number>[],
): Promise<string | undefined> {
  const limits = { ...tileLimits(backend), half: true, unit };
  const tiles = GEMM_TILES.filter(
    (tile) => tile.kind === 'matrix' && fittingTile(tile, limits) !== undefined,
  );
  if (tiles.length === 0) return 'no tile fits them';
  try {
    for (const [i, tile] of tiles.entries()) {
      // How operands lie has to do with tiles being filled, not with the unit: another way for each.
      const side = i % ALL_SIDES.length;
      const values = await tryProduct(backend, { tile, unit, precision: 'mixed', ...ALL_SIDES[side] });
      const difference = largestDifference(values, expected[side] ?? []);
      if (!(difference <= SUMS)) return `products differ by ${difference.toPrecision(2)}`;
    }
    return undefined;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return line;
  }
}

/**
 * Tries out products of float16, and the matrix unit where the driver tells of one, which is used from then on if it computes
 * right; gives what a user should know.
 *
 * @throws WebGpuError in one sentence where the device cannot multiply in float16
 */
export async function prepareMixed(
  backend: RDropWebGpuBackend,
  unit: MatrixUnit | undefined,
): Promise<readonly string[]> {
  const refuse = (why: string): never => {
    throw new WebGpuError(`the precision 'mixed' needs ${why}; use 'float32'`, true);
  };
  if (!backend.has('f16')) refuse('a GPU with float16 in shaders, which this one has not');
  const expected: ArrayLike<number>[] = [];
  for (const sides of ALL_SIDES) {
    const half = await tryProduct(backend, { precision: 'mixed', ...sides });
    const difference = largestDifference(half, await tryProduct(backend, { precision: 'float32', ...sides }));
    if (!(difference <= OPERANDS)) refuse(`products that are right, here they differ by ${difference}`);
    expected.push(half);
  }
  if (Number.isFinite(await overflow(backend))) refuse('infinities of float16, which are finite here');
  if (unit === undefined) return ['no matrix units: products of float16 run on the usual ones'];
  const fault = await faultOf(backend, unit, expected);
  if (fault !== undefined) return [`the GPU's matrix units are not used: ${fault}`];
  backend.matrixUnit = unit;
  return [];
}
