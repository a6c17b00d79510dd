import type { MatrixUnit } from '../device/matrix-unit.js';
import { type BlockTile, tileBytes } from './gemm-blocks.js';
import { resultBytes } from './gemm-matrix-program.js';

/**
 * How fast workgroups with a tile are, as multiply-adds of float32 in a multiprocessor's cycle. Estimates until somebody has
 * run bench/gemm.mts on a GPU: it prints these two for each tile.
 */
interface Speed {
  /** Of a multiprocessor that has as many workgroups as it holds. */
  readonly rate: number;
  /** Of a single workgroup that has a multiprocessor for itself. */
  readonly alone: number;
}

/** A tile whose elements are in registers of threads, `eachRows` x `eachColumns` of them in each. */
export interface RegisterTile extends BlockTile, Speed {
  readonly kind: 'registers';
  readonly eachRows: 4 | 8;
  readonly eachColumns: 4 | 8;
}

/** A tile that subgroups share, on matrix units. */
export interface MatrixTile extends BlockTile, Speed {
  readonly kind: 'matrix';
  readonly subgroupsDown: number;
  readonly subgroupsAcross: number;
}

export type GemmTile = RegisterTile | MatrixTile;

const registers = (
  [rows, columns, k]: readonly [number, number, number],
  [eachRows, eachColumns]: readonly [4 | 8, 4 | 8],
  speed: Speed,
): RegisterTile => ({ kind: 'registers', rows, columns, k, buffers: 2, eachRows, eachColumns, ...speed });

const matrix = (
  [rows, columns, k]: readonly [number, number, number],
  [subgroupsDown, subgroupsAcross]: readonly [number, number],
  speed: Speed,
): MatrixTile => ({ kind: 'matrix', rows, columns, k, buffers: 2, subgroupsDown, subgroupsAcross, ...speed });

/** All tiles there are: what `chooseTile` chooses from. A tile is added, dropped or tuned here and nowhere else. */
export const GEMM_TILES: readonly GemmTile[] = [
  registers([128, 128, 16], [8, 8], { rate: 90, alone: 65 }),
  registers([128, 64, 16], [8, 4], { rate: 80, alone: 50 }),
  registers([64, 128, 16], [8, 4], { rate: 80, alone: 50 }),
  registers([64, 64, 16], [8, 4], { rate: 75, alone: 35 }),
  registers([64, 64, 32], [4, 4], { rate: 60, alone: 40 }),
  registers([32, 32, 16], [4, 4], { rate: 45, alone: 12 }),
  matrix([128, 128, 32], [2, 4], { rate: 400, alone: 250 }),
  matrix([128, 64, 32], [2, 2], { rate: 320, alone: 170 }),
  matrix([64, 64, 32], [2, 2], { rate: 250, alone: 120 }),
  matrix([32, 32, 32], [2, 2], { rate: 100, alone: 40 }),
];

/** Multiprocessors to keep busy: those of the large GPUs that this is for. WebGPU does not tell. */
const PROCESSORS = 132;
/** What a workgroup does besides, as steps along K. */
const START = 64;
/** Parts of K are no shorter, and no more. */
const LEAST_K = 256;
const MOST_PARTS = 64;
/** What a second dispatch, and each element of a part that it reads, take of a multiprocessor, in multiply-adds. */
const SECOND_DISPATCH = 4e5;
const PART_ELEMENT = 0.5;

/** Tiles that must read an operand, and elements that it must have, for a copy of float16 to pay: read once, written once. */
const COPY_READERS = 8;
const COPY_ELEMENTS = 2 ** 20;

/** Whether an operand of a product of float16 is to be copied as float16 first. */
export function isReadOften(elements: number, tiles: number): boolean {
  return elements >= COPY_ELEMENTS && tiles >= COPY_READERS;
}

/** Sizes of a product. */
export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** A tile, and in how many parts K is cut; a second dispatch adds those up, always in the same order. */
export interface TileChoice {
  readonly tile: GemmTile;
  readonly parts: number;
}

/** What can be chosen on a device, for a product. */
export interface TileLimits {
  /** Bytes of a workgroup's memory, and its threads. */
  readonly workgroupBytes: number;
  readonly workgroupThreads: number;
  /** Products of float16. */
  readonly half: boolean;
  /** Where it is to be used. */
  readonly unit: MatrixUnit | undefined;
}

export function threadsOf(tile: GemmTile, unit: MatrixUnit | undefined): number {
  return tile.kind === 'registers'
    ? (tile.rows / tile.eachRows) * (tile.columns / tile.eachColumns)
    : tile.subgroupsDown * tile.subgroupsAcross * (unit?.subgroup ?? 0);
}

/** Elements of the result that a thread has in registers: more do not fit. */
const MOST_SUMS = 128;

/** The tile as it fits the device, with a pair of buffers if possible; undefined where it does not. */
export function fittingTile<T extends GemmTile>(tile: T, limits: TileLimits): T | undefined {
  const { unit, half, workgroupBytes, workgroupThreads } = limits;
  const threads = threadsOf(tile, unit);
  if (tile.kind === 'matrix' && unit === undefined) return undefined;
  if (threads > workgroupThreads || tile.rows * tile.columns > MOST_SUMS * threads) return undefined;
  const besides = tile.kind === 'matrix' && unit !== undefined ? resultBytes(tile, unit) : 0;
  for (const buffers of [tile.buffers, 1] as const) {
    const fit = { ...tile, buffers };
    if (tileBytes(fit, half) + besides <= workgroupBytes) return fit;
  }
  return undefined;
}

/** What a product takes of the GPU, about: multiply-adds of the multiprocessor that has most to do. */
function costOf({ m, n, k }: GemmShape, { tile, parts }: TileChoice): number {
  const groups = Math.ceil(m / tile.rows) * Math.ceil(n / tile.columns) * parts;
  const one = tile.rows * tile.columns * (k / parts + START);
  const time = Math.max(one / tile.alone, (one * Math.ceil(groups / PROCESSORS)) / tile.rate);
  const second = parts === 1 ? 0 : SECOND_DISPATCH + (PART_ELEMENT * parts * m * n) / 100;
  return time + second / 100;
}

/** Parts that may pay. */
function partsOf(k: number): number[] {
  const list = [1];
  for (let parts = 2; parts <= Math.min(MOST_PARTS, Math.floor(k / LEAST_K)); parts *= 2) list.push(parts);
  return list;
}

/** The cheapest choice by the table, the same for the same shape and device. The one place where tiles are chosen. */
export function chooseTile(shape: GemmShape, limits: TileLimits): TileChoice {
  const kind = limits.unit === undefined ? 'registers' : 'matrix';
  const choices = GEMM_TILES.filter((tile) => tile.kind === kind)
    .map((tile) => fittingTile(tile, limits))
    .flatMap((tile) => (tile === undefined ? [] : partsOf(shape.k).map((parts) => ({ tile, parts }))));
  const [first, ...others] = choices;
  if (first === undefined)
    throw new Error(`gemm: no tile fits a workgroup of ${limits.workgroupBytes} bytes`);
  return others.reduce((best, each) => (costOf(shape, each) < costOf(shape, best) ? each : best), first);
}
