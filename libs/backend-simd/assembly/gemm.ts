// Matrix product in the manner of Goto and BLIS: blocks packed into panels, a 4x8 tile of C held in registers.
// (4x8 because V8 moves all loads of the loop to its front and keeps a register for itself: 6x8 spills accumulators
// and runs at half the speed; bench/matmul.mts measures it.)
import { packA, packB } from './pack';
import { at, madd } from './vector';

const DEPTH: i32 = 384; // k of a block
const ROWS: i32 = 96; // rows of a packed block of A (a multiple of 4)
const COLUMNS: i32 = 1024; // columns of a packed block of B (a multiple of 8)
const TILE_BYTES: usize = 128;
const A_BYTES: usize = DEPTH * ROWS * 4;
const B_BYTES: usize = DEPTH * COLUMNS * 4;

export const ACTIVATION_RELU: i32 = 1;

/** Bytes one thread needs as `work`. */
export function gemmWorkBytes(): usize {
  return TILE_BYTES + A_BYTES + B_BYTES;
}

/** Writes a 4x8 tile, rows `rowBytes` apart. `depth` > 0. */
function microTile(depth: i32, a: usize, b: usize, c: usize, rowBytes: usize): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  const end = b + ((<usize>depth) << 5);
  do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    a += 16;
    b += 32;
  } while (b < end);
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += rowBytes;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += rowBytes;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += rowBytes;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** Adds a tile to C. A function of its own: doing this in the micro-kernel costs it a third of its speed. */
function addTile(tile: usize, c: usize, rowBytes: usize): void {
  const end = tile + 128;
  while (tile < end) {
    v128.store(c, f32x4.add(v128.load(c), v128.load(tile)));
    v128.store(c, f32x4.add(v128.load(c, 16), v128.load(tile, 16)), 16);
    tile += 32;
    c += rowBytes;
  }
}

function edgeTile(tile: usize, c: usize, rowBytes: usize, rows: i32, cols: i32, add: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const old: f32 = add ? load<f32>(at(c, j)) : 0;
      store<f32>(at(c, j), old + load<f32>(at(tile, j)));
    }
    tile += 32;
    c += rowBytes;
  }
}

function finishBlock(c: usize, rowBytes: usize, rows: i32, cols: i32, bias: usize, activation: i32): void {
  const zero = f32x4.splat(0);
  const relu = activation == ACTIVATION_RELU;
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= cols; j += 4) {
      let x = v128.load(at(c, j));
      if (bias) x = f32x4.add(x, v128.load(at(bias, j)));
      if (relu) x = f32x4.max(x, zero);
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
 * C[i, j] = activation(sum_k A[i, k] B[k, j] + bias[j]) for rows rowBegin <= i < rowEnd.
 * Strides are in elements; a transposed operand is one whose two strides are swapped.
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
  n: i32,
  k: i32,
  bias: usize,
  activation: i32,
  work: usize,
): void {
  const tile = work;
  const packedA = work + TILE_BYTES;
  const packedB = packedA + A_BYTES;
  const rowBytes = (<usize>cRow) << 2;
  if (k <= 0) {
    for (let i = rowBegin; i < rowEnd; i++) {
      memory.fill(at(c, i * cRow), 0, (<usize>n) << 2);
    }
    if (bias) finishBlock(at(c, rowBegin * cRow), rowBytes, rowEnd - rowBegin, n, bias, activation);
    return;
  }
  const parts = (k + DEPTH - 1) / DEPTH;
  const depthStep = ((k + parts - 1) / parts + 3) & ~3;
  for (let j0 = 0; j0 < n; j0 += COLUMNS) {
    const cols = min(COLUMNS, n - j0);
    for (let k0 = 0; k0 < k; k0 += depthStep) {
      const depth = min(depthStep, k - k0);
      const add = k0 > 0;
      const last = k0 + depth >= k;
      packB(packedB, at(b, k0 * bRow + j0 * bCol), bRow, bCol, cols, depth);
      for (let i0 = rowBegin; i0 < rowEnd; i0 += ROWS) {
        const rows = min(ROWS, rowEnd - i0);
        packA(packedA, at(a, i0 * aRow + k0 * aCol), aRow, aCol, rows, depth);
        const block = at(c, i0 * cRow + j0);
        for (let j = 0; j < cols; j += 8) {
          const panelB = packedB + <usize>j * ((<usize>depth) << 2);
          for (let i = 0; i < rows; i += 4) {
            const panelA = packedA + <usize>i * ((<usize>depth) << 2);
            const target = at(block, i * cRow + j);
            const whole = rows - i >= 4 && cols - j >= 8;
            if (whole && !add) {
              microTile(depth, panelA, panelB, target, rowBytes);
            } else {
              microTile(depth, panelA, panelB, tile, 32);
              if (whole) addTile(tile, target, rowBytes);
              else edgeTile(tile, target, rowBytes, min(4, rows - i), min(8, cols - j), add);
            }
          }
        }
        if (last && (bias != 0 || activation != 0)) {
          finishBlock(block, rowBytes, rows, cols, bias ? at(bias, j0) : 0, activation);
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
  work: usize,
): void {
  for (let i = batchBegin; i < batchEnd; i++) {
    gemm(
      at(a, i * aBatch),
      aRow,
      aCol,
      at(b, i * bBatch),
      bRow,
      bCol,
      at(c, i * m * n),
      n,
      0,
      m,
      n,
      k,
      0,
      0,
      work,
    );
  }
}

/** First address after the module's own static data. */
export function heapBase(): usize {
  return __heap_base;
}
