// Matrix product in the manner of Goto and BLIS: blocks packed into panels, a tile of C held in registers.
import { hasWideVectors, INSTANCE_BYTES, productWork } from './instance';
import { tile4x16, tile4x8 } from './micro-kernels';
import { packA, packB } from './pack';
import { at } from './vector';

const DEPTH: i32 = 384; // k of a block
const ROWS: i32 = 96; // rows of a packed block of A (a multiple of 4)
const COLUMNS: i32 = 1024; // columns of a packed block of B (a multiple of 16)
const TILE_BYTES: usize = 256;
const A_BYTES: usize = DEPTH * ROWS * 4;
const B_BYTES: usize = DEPTH * COLUMNS * 4;

export const ACTIVATION_RELU: i32 = 1;

/** Bytes one instance needs as its work space. */
export function workBytes(): usize {
  return INSTANCE_BYTES + TILE_BYTES + A_BYTES + B_BYTES;
}

/** A tile of 4 by 16 (by 8 where `cols` <= 8). */
@inline
function microTile(depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, cols: i32): void {
  if (hasWideVectors()) {
    tile4x16(depth, a, b, c, rowBytes);
  } else {
    tile4x8(depth, a, b, c, rowBytes);
    if (cols > 8) tile4x8(depth, a, b + 32, c + 32, rowBytes);
  }
}

/** Adds a whole tile to C. A function of its own: doing this in the micro-kernel costs it a third of its speed. */
function addTile(tile: usize, c: usize, rowBytes: usize): void {
  const end = tile + TILE_BYTES;
  while (tile < end) {
    v128.store(c, f32x4.add(v128.load(c), v128.load(tile)));
    v128.store(c, f32x4.add(v128.load(c, 16), v128.load(tile, 16)), 16);
    v128.store(c, f32x4.add(v128.load(c, 32), v128.load(tile, 32)), 32);
    v128.store(c, f32x4.add(v128.load(c, 48), v128.load(tile, 48)), 48);
    tile += 64;
    c += rowBytes;
  }
}

function edgeTile(tile: usize, c: usize, rowBytes: usize, rows: i32, cols: i32, add: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const old: f32 = add ? load<f32>(at(c, j)) : 0;
      store<f32>(at(c, j), old + load<f32>(at(tile, j)));
    }
    tile += 64;
    c += rowBytes;
  }
}

/** c = activation(c + bias) on rows of `cols` values. `bias` may be 0. */
export function finishBlock(c: usize, rowBytes: usize, rows: i32, cols: i32, bias: usize, activation: i32): void {
  const zero = f32x4.splat(0);
  const relu = activation == ACTIVATION_RELU;
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= cols; j += 4) {
      let x = v128.load(at(c, j));
      if (bias) x = f32x4.add(x, v128.load(at(bias, j)));
      if (relu) x = f32x4.pmax(x, zero); // one instruction where max is seven; NaN stays
      v128.store(at(c, j), x);
    }
    for (; j < cols; j++) {
      let x = load<f32>(at(c, j));
      if (bias) x += load<f32>(at(bias, j));
      if (relu) x = max<f32>(x, 0);
      store<f32>(at(c, j), x);
    }
    c += rowBytes;
  }
}

/**
 * C[i, j] = activation(sum_k A[i, k] B[k, j] + bias[j]) for rowBegin <= i < rowEnd and colBegin <= j < colEnd; with
 * `accumulate` the sum is added to what C holds. Strides are in elements; a transposed operand is one whose two strides
 * are swapped. The order of the sum over k does not depend on the ranges.
 */
export function gemm(
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
  rowBegin: i32,
  rowEnd: i32,
  colBegin: i32,
  colEnd: i32,
  k: i32,
  bias: usize,
  activation: i32,
  accumulate: i32,
): void {
  const tile = productWork();
  const packedA = tile + TILE_BYTES;
  const packedB = packedA + A_BYTES;
  const rowBytes = (<usize>cRow) << 2;
  const finishes = bias != 0 || activation != 0;
  if (k <= 0) {
    const block = at(c, rowBegin * cRow + colBegin);
    for (let i = rowBegin; accumulate == 0 && i < rowEnd; i++) {
      memory.fill(at(c, i * cRow + colBegin), 0, (<usize>(colEnd - colBegin)) << 2);
    }
    const start = bias ? at(bias, colBegin) : 0;
    if (finishes) finishBlock(block, rowBytes, rowEnd - rowBegin, colEnd - colBegin, start, activation);
    return;
  }
  const parts = (k + DEPTH - 1) / DEPTH;
  const depthStep = ((k + parts - 1) / parts + 3) & ~3;
  for (let j0 = colBegin; j0 < colEnd; j0 += COLUMNS) {
    const cols = min(COLUMNS, colEnd - j0);
    for (let k0 = 0; k0 < k; k0 += depthStep) {
      const depth = min(depthStep, k - k0);
      const add = accumulate != 0 || k0 > 0;
      const last = k0 + depth >= k;
      packB(packedB, at(b, k0 * bRow + j0 * bCol), bRow, bCol, cols, depth);
      for (let i0 = rowBegin; i0 < rowEnd; i0 += ROWS) {
        const rows = min(ROWS, rowEnd - i0);
        packA(packedA, at(a, i0 * aRow + k0 * aCol), aRow, aCol, rows, depth);
        const block = at(c, i0 * cRow + j0);
        for (let j = 0; j < cols; j += 16) {
          const panelB = packedB + <usize>j * ((<usize>depth) << 2);
          const width = min(16, cols - j);
          const biasPart = bias ? at(bias, j0 + j) : 0;
          for (let i = 0; i < rows; i += 4) {
            const panelA = packedA + <usize>i * ((<usize>depth) << 2);
            const target = at(block, i * cRow + j);
            const height = min(4, rows - i);
            const whole = height == 4 && width == 16;
            if (whole && !add) {
              microTile(depth, panelA, panelB, target, rowBytes, 16);
            } else {
              microTile(depth, panelA, panelB, tile, 64, width);
              if (whole) addTile(tile, target, rowBytes);
              else edgeTile(tile, target, rowBytes, height, width, add);
            }
            if (last && finishes) finishBlock(target, rowBytes, height, width, biasPart, activation);
          }
        }
      }
    }
  }
}

/** The same product for `batchBegin <= batch < batchEnd`; batch strides in elements (0 repeats an operand). */
export function gemmBatched(
  a: usize,
  aRow: i32,
  aCol: i32,
  aBatch: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  bBatch: i32,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  batchBegin: i32,
  batchEnd: i32,
): void {
  for (let i = batchBegin; i < batchEnd; i++) {
    gemm(at(a, i * aBatch), aRow, aCol, at(b, i * bBatch), bRow, bCol, at(c, i * m * n), n, 0, m, 0, n, k, 0, 0, 0);
  }
}

/** First address after the module's own static data. */
export function heapBase(): usize {
  return __heap_base;
}
