// Operands of the tiles of attention, and what leaves them.
import { at, storeTransposed } from './vector';

/**
 * Reads a word of each cache line of `rows` rows. Packing waits for one line after the other where they come from far away;
 * these reads wait for many at once.
 */
export function fetchRows(src: usize, step: usize, rows: i32, bytes: usize): i32 {
  let any = 0;
  for (let i = 0; i < rows; i++) {
    for (let a = src; a < src + bytes; a += 64) any |= load<i32>(a);
    src += step;
  }
  return any;
}

/** dst[tile][depth][4]: tiles of four rows, transposed. Beyond the last row it is repeated: nobody uses those results. */
export function packKeys(dst: usize, src: usize, srcStep: usize, rows: i32, depth: i32): void {
  for (let i = 0; i < rows; i += 4) {
    const d1 = <usize>min(1, rows - i - 1) * srcStep;
    const d2 = <usize>min(2, rows - i - 1) * srcStep;
    const d3 = <usize>min(3, rows - i - 1) * srcStep;
    let a = src;
    for (const end = at(src, depth & ~3); a < end; a += 16) {
      const r3 = v128.load(a + d3);
      storeTransposed(dst, 16, v128.load(a), v128.load(a + d1), v128.load(a + d2), r3);
      dst += 64;
    }
    for (const end = at(src, depth); a < end; a += 4) {
      store<f32>(dst, load<f32>(a));
      store<f32>(dst, load<f32>(a + d1), 4);
      store<f32>(dst, load<f32>(a + d2), 8);
      store<f32>(dst, load<f32>(a + d3), 12);
      dst += 16;
    }
    src += 4 * srcStep;
  }
}

/**
 * dst[depth][16] = scale * src[row][depth]: at most sixteen rows, transposed; eight lanes at least are filled, or all
 * sixteen. Lanes beyond the rows repeat the last one.
 */
export function packQueries(dst: usize, src: usize, srcStep: usize, rows: i32, depth: i32, scale: f32): void {
  const s = f32x4.splat(scale);
  const lanes = (rows + 7) & ~7;
  for (let i = 0; i < lanes; i += 4) {
    const first = src + <usize>min(i, rows - 1) * srcStep;
    const left = max(0, rows - i - 1);
    const d1 = <usize>min(1, left) * srcStep;
    const d2 = <usize>min(2, left) * srcStep;
    const d3 = <usize>min(3, left) * srcStep;
    let a = first;
    let target = at(dst, i);
    for (const end = at(first, depth & ~3); a < end; a += 16) {
      const r0 = f32x4.mul(v128.load(a), s);
      const r1 = f32x4.mul(v128.load(a + d1), s);
      const r2 = f32x4.mul(v128.load(a + d2), s);
      const r3 = f32x4.mul(v128.load(a + d3), s);
      storeTransposed(target, 64, r0, r1, r2, r3);
      target += 256;
    }
    for (const end = at(first, depth); a < end; a += 4) {
      store<f32>(target, load<f32>(a) * scale);
      store<f32>(target, load<f32>(a + d1) * scale, 4);
      store<f32>(target, load<f32>(a + d2) * scale, 8);
      store<f32>(target, load<f32>(a + d3) * scale, 12);
      target += 64;
    }
  }
}

/** dst[panel][rows][8]: panels of eight columns, zeros beyond the last column. */
export function copyPanels(dst: usize, src: usize, srcStep: usize, rows: i32, cols: i32): void {
  const panel = (<usize>rows) << 5;
  const whole = cols & ~7;
  for (let i = 0; i < rows; i++) {
    let target = dst;
    let a = src;
    for (const end = at(src, whole); a < end; a += 32) {
      v128.store(target, v128.load(a));
      v128.store(target, v128.load(a, 16), 16);
      target += panel;
    }
    if (whole < cols) {
      v128.store(target, f32x4.splat(0));
      v128.store(target, f32x4.splat(0), 16);
      memory.copy(target, a, (<usize>(cols - whole)) << 2);
    }
    dst += 32;
    src += srcStep;
  }
}

/** Copies, or adds, `rows` rows of `cols` values. */
export function placeRows(
  dst: usize,
  dstStep: usize,
  src: usize,
  srcStep: usize,
  rows: i32,
  cols: i32,
  add: bool,
): void {
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= cols; j += 4) {
      let x = v128.load(at(src, j));
      if (add) x = f32x4.add(x, v128.load(at(dst, j)));
      v128.store(at(dst, j), x);
    }
    for (; j < cols; j++) {
      let x = load<f32>(at(src, j));
      if (add) x += load<f32>(at(dst, j));
      store<f32>(at(dst, j), x);
    }
    dst += dstStep;
    src += srcStep;
  }
}
