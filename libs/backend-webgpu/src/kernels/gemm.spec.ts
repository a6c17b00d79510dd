import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MatrixUnit } from '../device/matrix-unit.js';
import { KernelCall } from '../kernel-call.js';
import { describeOnGpu } from '../testing/gpu.js';
import type { RDropWebGpuBackend } from '../webgpu-backend.js';
import { gemm, tileLimits } from './gemm.js';
import {
  chooseTile,
  fittingTile,
  GEMM_TILES,
  type GemmTile,
  isReadOften,
  type TileChoice,
} from './gemm-tiles.js';
import { halfCopy } from './half-copy.js';
import { prepareMixed } from './mixed-precision.js';

/** Software that compiles large programs takes long, those for matrix units minutes. */
const COMPILING_MS = 900_000;

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: boolean;
  readonly relu?: boolean;
  readonly accumulate?: boolean;
  readonly halfA?: boolean;
  readonly halfB?: boolean;
  readonly boostA?: boolean;
}

/** Whole numbers from -4 to 4: float16 holds them, and sums of their products are exact in any order. */
const whole = (size: number, seed: number) =>
  Float32Array.from({ length: size }, (_, i) => (((i + seed) * 2654435761) % 9) - 4);

function operands({ m, n, k }: Case) {
  return { a: whole(m * k, 1), b: whole(k * n, 5), bias: whole(n, 3), c: whole(m * n, 7) };
}

/** The product by its definition. */
function exact(sizes: Case): number[] {
  const { m, n, k, transposeA, transposeB } = sizes;
  const { a, b, bias, c } = operands(sizes);
  return Array.from({ length: m * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const left = a[transposeA === true ? i * m + row : row * k + i] ?? 0;
      sum += left * (b[transposeB === true ? column * k + i : i * n + column] ?? 0);
    }
    if (sizes.bias === true) sum += bias[column] ?? 0;
    if (sizes.relu === true) sum = Math.max(sum, 0);
    return sizes.accumulate === true ? sum + (c[at] ?? 0) : sum;
  });
}

async function product(backend: RDropWebGpuBackend, sizes: Case, choice?: TileChoice): Promise<number[]> {
  const { m, n, k, bias, halfA = false, halfB = false, ...rest } = sizes;
  const values = operands(sizes);
  const [a, b, c] = [tf.tensor1d(values.a), tf.tensor1d(values.b), tf.tensor1d(values.c)];
  const biases = tf.tensor1d(values.bias);
  new KernelCall('gemm', backend, {}, {}).run((call) => {
    const sides = { a: halfA ? halfCopy(call, a) : a, b: halfB ? halfCopy(call, b) : b };
    const withBias = bias === true ? { bias: biases } : {};
    gemm(call, { m, n, k, ...sides, c, ...withBias, ...rest, halfA, halfB }, choice);
  });
  const result = Array.from(await c.data());
  tf.dispose([a, b, c, biases]);
  return result;
}

const nameOf = ({ kind, rows, columns, k }: GemmTile) => `${kind} ${rows}x${columns}x${k}`;

describe('chooseTile', () => {
  const limits = { workgroupBytes: 32_768, workgroupThreads: 256, half: false, unit: undefined };
  const unit = { unitM: 16, unitN: 16, unitK: 16, subgroup: 32 };

  it('takes large tiles for large products, small ones for small products, and parts of K for weight gradients', () => {
    const large = chooseTile({ m: 8192, n: 2048, k: 512 }, limits);
    expect([nameOf(large.tile), large.parts]).toEqual(['registers 128x128x16', 1]);
    const small = chooseTile({ m: 64, n: 64, k: 64 }, limits);
    expect([nameOf(small.tile), small.parts]).toEqual(['registers 32x32x16', 1]);
    const gradient = chooseTile({ m: 512, n: 512, k: 16_384 }, limits);
    expect(gradient.parts).toBeGreaterThanOrEqual(8);
    const { m, n } = { m: 512, n: 512 };
    const groups = (m / gradient.tile.rows) * (n / gradient.tile.columns) * gradient.parts;
    expect(groups).toBeGreaterThanOrEqual(128);
  });

  it('copies as float16 what many tiles read', () => {
    expect(isReadOften(4096 * 512, 10_152 / 128)).toBe(true);
    expect(isReadOften(4096 * 10_152, 512 / 128)).toBe(false);
    expect(isReadOften(512 * 512, 64)).toBe(false);
  });

  it('takes matrix units where there are some, and only what fits', () => {
    const half = { ...limits, half: true, unit };
    expect(chooseTile({ m: 8192, n: 2048, k: 512 }, half).tile.kind).toBe('matrix');
    const small = { ...limits, workgroupBytes: 16_384 };
    const { tile } = chooseTile({ m: 8192, n: 2048, k: 512 }, small);
    expect([nameOf(tile), tile.buffers]).toEqual(['registers 128x128x16', 1]);
    expect(() => chooseTile({ m: 1, n: 1, k: 1 }, { ...limits, workgroupBytes: 100 })).toThrow(
      'gemm: no tile fits a workgroup of 100 bytes',
    );
  });
});

describeOnGpu('gemm', (backend) => {
  const hasHalf = backend.has('f16');
  let unit: MatrixUnit | undefined;
  let notes: readonly string[] = [];
  const sides = [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({ transposeA, transposeB })),
  );

  beforeAll(async () => {
    if (hasHalf) notes = await backend.prepareMixed();
    unit = backend.matrixUnit;
  }, COMPILING_MS);

  afterEach(() => {
    backend.precision = 'float32';
    backend.matrixUnit = undefined;
  });

  async function check(tile: GemmTile, list = sides): Promise<void> {
    const fit = fittingTile(tile, tileLimits(backend));
    if (fit === undefined) return;
    const { rows, columns, k } = tile;
    const edges: Case = { m: rows + 3, n: columns + 5, k: 2 * k + 1, bias: true };
    const whole: Case = { m: rows + 4, n: 2 * columns, k: 3 * k, relu: true };
    for (const side of list) {
      for (const sizes of [edges, whole]) {
        const all = { ...sizes, ...side };
        expect(await product(backend, all, { tile: fit, parts: 1 }), JSON.stringify(all)).toEqual(exact(all));
      }
    }
    const added: Case = { m: 5, n: 9, k: 700, bias: true, relu: true };
    const onto: Case = { m: 8, n: 12, k: 512, accumulate: true, transposeA: true };
    for (const sizes of [added, onto]) {
      expect(await product(backend, sizes, { tile: fit, parts: 2 })).toEqual(exact(sizes));
      expect(await product(backend, sizes, { tile: { ...fit, buffers: 1 }, parts: 1 })).toEqual(exact(sizes));
    }
  }

  const registers = GEMM_TILES.filter(({ kind }) => kind === 'registers');
  it.each(registers.map((tile) => [nameOf(tile), tile] as const))(
    'float32 products with tiles of %s are exact at all edges, whichever way operands lie',
    (_, tile) => check(tile),
    COMPILING_MS,
  );

  it('gives the same bits on every run and with every tile, for sums are in the order of K', async () => {
    const [m, n, k] = [70, 50, 333];
    const a = tf.randomNormal([m, k], 0, 1, 'float32', 1);
    const b = tf.randomNormal([k, n], 0, 1, 'float32', 2);
    const results: number[][] = [];
    for (const tile of [...registers, ...registers]) {
      const fit = fittingTile(tile, tileLimits(backend));
      if (fit === undefined) continue;
      const c = tf.zeros([m, n]);
      new KernelCall('gemm', backend, {}, {}).run((call) => {
        gemm(call, { m, n, k, a, b, c }, { tile: fit, parts: 1 });
      });
      results.push(Array.from(await c.data()));
      c.dispose();
    }
    tf.dispose([a, b]);
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('gives zeros, and the bias, where K is empty', async () => {
    const sizes: Case = { m: 3, n: 5, k: 0, bias: true };
    expect(await product(backend, sizes)).toEqual(exact(sizes));
  });

  const emulated: readonly MatrixUnit[] = [
    { unitM: 16, unitN: 16, unitK: 16, subgroup: 32, emulated: true },
    { unitM: 16, unitN: 8, unitK: 8, subgroup: 32, emulated: true },
    { unitM: 8, unitN: 8, unitK: 8, subgroup: 16, emulated: true },
  ];
  // Small units in large tiles are long programs.
  const emulations = GEMM_TILES.filter(({ kind }) => kind === 'matrix').flatMap((tile) =>
    emulated.slice(0, tile.rows > 32 ? 1 : 3).map((unit) => ({ tile, unit })),
  );
  it.each(
    emulations.map(
      ({ tile, unit }) => [nameOf(tile), `${unit.unitM}x${unit.unitN}x${unit.unitK}`, tile, unit] as const,
    ),
  )(
    'programs for matrix units, emulated in float32, are exact: tiles of %s, units of %s',
    async (_, __, tile, unit) => {
      backend.matrixUnit = unit;
      // Half the depth: numbers take twice the memory.
      const fit = fittingTile({ ...tile, k: 16 }, tileLimits(backend));
      if (fit === undefined) throw new Error('expected the tile to fit');
      const { rows, columns, k } = fit;
      const edges: Case = { m: rows + 3, n: columns + 5, k: 2 * k + 1, bias: true, relu: true };
      expect(await product(backend, edges, { tile: fit, parts: 1 })).toEqual(exact(edges));
      const onto: Case = { m: 8, n: 12, k: 512, accumulate: true, transposeA: true, transposeB: true };
      expect(await product(backend, onto, { tile: fit, parts: 2 })).toEqual(exact(onto));
    },
    COMPILING_MS,
  );

  const extremes = [sides[0], sides[3]].flatMap((side) => side ?? []);
  for (const tile of registers) {
    const title = `float16 products with tiles of ${nameOf(tile)} are exact on numbers that float16 holds`;
    it.skipIf(!hasHalf)(
      title + (hasHalf ? '' : ' (skipped: the GPU has no float16)'),
      async () => {
        backend.precision = 'mixed';
        await check(tile, extremes);
        const boosted: Case = { m: 7, n: 9, k: 40, bias: true, boostA: true };
        expect(await product(backend, boosted, { tile, parts: 1 })).toEqual(exact(boosted));
        const stored: Case = { m: 37, n: 40, k: 50, halfA: true, halfB: true };
        expect(await product(backend, stored, { tile, parts: 1 })).toEqual(exact(stored));
      },
      COMPILING_MS,
    );
  }

  for (const tile of GEMM_TILES.filter(({ kind }) => kind === 'matrix')) {
    const title = `products on matrix units with tiles of ${nameOf(tile)} are exact on numbers that float16 holds`;
    it(
      title,
      async (context) => {
        if (unit === undefined) return context.skip(hasHalf ? notes.join() : 'the GPU has no float16');
        backend.precision = 'mixed';
        backend.matrixUnit = unit;
        const fit = fittingTile(tile, tileLimits(backend));
        if (fit === undefined) return context.skip('the tile does not fit');
        const { rows, columns, k } = tile;
        const edges: Case = { m: rows + 3, n: columns + 5, k: 2 * k + 1, bias: true, relu: true };
        expect(await product(backend, edges, { tile: fit, parts: 1 })).toEqual(exact(edges));
        const onto: Case = { m: 8, n: 12, k: 512, accumulate: true, transposeA: true, transposeB: true };
        expect(await product(backend, onto, { tile: fit, parts: 2 })).toEqual(exact(onto));
      },
      COMPILING_MS,
    );
  }

  it.skipIf(!hasHalf)(
    'a matrix unit that computes wrongly is not used, and said so',
    async () => {
      const wrong = { unitM: 16, unitN: 16, unitK: 16, subgroup: 8 };
      expect(await prepareMixed(backend, wrong)).toEqual([
        expect.stringMatching(/^the GPU's matrix units are not used: /),
      ]);
      expect(backend.matrixUnit).toBeUndefined();
      const values = await tf.tidy(() => tf.add(tf.ones([2]), 1)).data(); // nothing of it is left behind
      expect(Array.from(values)).toEqual([2, 2]);
    },
    COMPILING_MS,
  );
});
