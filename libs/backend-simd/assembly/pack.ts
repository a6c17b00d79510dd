// Packing of matrix blocks into the panels the micro-kernel reads front to back. Strides are in elements.
import { at, storeTransposed } from './vector';

/** Panels of 4 rows: for every k, four values. Rows beyond `rows` are zero. */
export function packA(dst: usize, a: usize, rowStride: i32, colStride: i32, rows: i32, depth: i32): void {
  const panel = (<usize>depth) << 4;
  let i = 0;
  if (rowStride == 1) {
    // Whole cache lines of sixteen values: with a stride of a power of two, four at a time would evict one another.
    for (; i + 16 <= rows; i += 16) {
      packColumns4x4(dst, at(a, i), colStride, depth);
      dst += 4 * panel;
    }
  }
  for (; i < rows; i += 4) {
    const from = at(a, i * rowStride);
    if (rows - i < 4) packEdge(dst, from, rowStride, colStride, rows - i, 4, depth);
    else if (colStride == 1) packRows4(dst, from, rowStride, depth);
    else if (rowStride == 1) packColumns4(dst, from, colStride, depth);
    else packEdge(dst, from, rowStride, colStride, 4, 4, depth);
    dst += panel;
  }
}

/** Panels of 16 columns: for every k, sixteen values. Columns beyond `cols` are zero. */
export function packB(dst: usize, b: usize, rowStride: i32, colStride: i32, cols: i32, depth: i32): void {
  for (let j = 0; j < cols; j += 16) {
    const from = at(b, j * colStride);
    if (cols - j < 16) packEdge(dst, from, colStride, rowStride, cols - j, 16, depth);
    else if (colStride == 1) packColumns16(dst, from, rowStride, depth);
    else if (rowStride == 1) packRows16(dst, from, colStride, depth);
    else packEdge(dst, from, colStride, rowStride, 16, 16, depth);
    dst += (<usize>depth) << 6;
  }
}

function packEdge(
  dst: usize,
  a: usize,
  stride: i32,
  depthStride: i32,
  count: i32,
  width: i32,
  depth: i32,
): void {
  for (let k = 0; k < depth; k++) {
    const from = at(a, k * depthStride);
    let i = 0;
    for (; i < count; i++) store<f32>(at(dst, i), load<f32>(at(from, i * stride)));
    for (; i < width; i++) store<f32>(at(dst, i), 0);
    dst = at(dst, width);
  }
}

function packColumns4(dst: usize, a: usize, depthStride: i32, depth: i32): void {
  const step = (<usize>depthStride) << 2;
  for (let k = 0; k < depth; k++) {
    v128.store(dst, v128.load(a));
    a += step;
    dst += 16;
  }
}

/** Four panels of four at once. */
function packColumns4x4(dst: usize, a: usize, depthStride: i32, depth: i32): void {
  const step = (<usize>depthStride) << 2;
  const panel = (<usize>depth) << 4;
  const dst1 = dst + panel;
  const dst2 = dst1 + panel;
  const dst3 = dst2 + panel;
  for (let k: usize = 0; k < panel; k += 16) {
    v128.store(dst + k, v128.load(a));
    v128.store(dst1 + k, v128.load(a, 16));
    v128.store(dst2 + k, v128.load(a, 32));
    v128.store(dst3 + k, v128.load(a, 48));
    a += step;
  }
}

function packColumns16(dst: usize, b: usize, depthStride: i32, depth: i32): void {
  const step = (<usize>depthStride) << 2;
  for (let k = 0; k < depth; k++) {
    v128.store(dst, v128.load(b));
    v128.store(dst, v128.load(b, 16), 16);
    v128.store(dst, v128.load(b, 32), 32);
    v128.store(dst, v128.load(b, 48), 48);
    b += step;
    dst += 64;
  }
}

function packRows4(dst: usize, a: usize, rowStride: i32, depth: i32): void {
  const whole = depth & ~3;
  transposeRows(dst, a, rowStride, whole, 16);
  if (depth & 3) packEdge(dst + ((<usize>whole) << 4), at(a, whole), rowStride, 1, 4, 4, depth & 3);
}

function packRows16(dst: usize, b: usize, colStride: i32, depth: i32): void {
  const whole = depth & ~3;
  for (let j = 0; j < 16; j += 4) transposeRows(at(dst, j), at(b, j * colStride), colStride, whole, 64);
  if (depth & 3) packEdge(dst + ((<usize>whole) << 6), at(b, whole), colStride, 1, 16, 16, depth & 3);
}

/** Four contiguous rows become four-wide columns, `dstStep` bytes apart. `depth` is a multiple of 4. */
function transposeRows(dst: usize, rows: usize, stride: i32, depth: i32, dstStep: usize): void {
  const step = (<usize>stride) << 2;
  const rows1 = rows + step;
  const rows2 = rows1 + step;
  const rows3 = rows2 + step;
  const end = (<usize>depth) << 2;
  for (let k: usize = 0; k < end; k += 16) {
    const r3 = v128.load(rows3 + k);
    storeTransposed(dst, dstStep, v128.load(rows + k), v128.load(rows1 + k), v128.load(rows2 + k), r3);
    dst += 4 * dstStep;
  }
}
