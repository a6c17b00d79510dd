// The innermost loops of all products: a tile of C held in registers while rows of A and B stream by.
//
// What fits in registers depends on the compiler below: V8 up to Node 22 keeps 15 vectors of 128 bits and hoists all
// loads of a loop body to its front, so 4 x 8 (8 accumulators, 2 + 4 operands) runs at the processor's full rate and
// anything larger spills. V8 of Node 24 can fuse neighbouring 128-bit operations into 256-bit ones; there 4 x 16 is 8
// accumulators and runs twice as fast. bench/matmul.mts measures this.
//
// There is one loop of each size, made part of every function that uses it: a call would cost short sums a tenth.
import { madd } from './vector';

@inline
function storeRow8(c: usize, scaled: bool, factor: usize, c0: v128, c1: v128): void {
  const f = scaled ? v128.load_splat<f32>(factor) : c0;
  v128.store(c, scaled ? f32x4.mul(c0, f) : c0);
  v128.store(c, scaled ? f32x4.mul(c1, f) : c1, 16);
}

@inline
function storeRow16(c: usize, scaled: bool, factor: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  const f = scaled ? v128.load_splat<f32>(factor) : c0;
  v128.store(c, scaled ? f32x4.mul(c0, f) : c0);
  v128.store(c, scaled ? f32x4.mul(c1, f) : c1, 16);
  v128.store(c, scaled ? f32x4.mul(c2, f) : c2, 32);
  v128.store(c, scaled ? f32x4.mul(c3, f) : c3, 48);
}

/**
 * Four rows of C, cStep bytes apart: sum over `count` steps of A[step][row] B[step][column], times factors[row] where
 * `scaled`. From one step of A to the next it is aStep bytes, and its four rows lie one after the other, or `apart` by 64
 * bytes; after each `segment` bytes of steps, `gap` bytes are skipped (0: A is of one piece). From one step of the eight
 * columns of B to the next it is bStep bytes. Arguments that are constants where this is used vanish from the loop.
 *
 * Rows are stored by moving `c` on: stores at constant distances from one `c` keep V8 of Node 24 from fusing their sums.
 */
@inline
export function tile8(
  count: i32,
  a: usize,
  aStep: usize,
  apart: bool,
  segment: usize,
  gap: usize,
  b: usize,
  bStep: usize,
  scaled: bool,
  factors: usize,
  c: usize,
  cStep: usize,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  const end = b + <usize>count * bStep;
  let stop = a + segment;
  if (!segment || count > 0) do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = apart ? v128.load_splat<f32>(a, 64) : v128.load_splat<f32>(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = apart ? v128.load_splat<f32>(a, 128) : v128.load_splat<f32>(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = apart ? v128.load_splat<f32>(a, 192) : v128.load_splat<f32>(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    a += aStep;
    b += bStep;
    if (segment && a == stop) {
      a += gap;
      stop = a + segment;
    }
  } while (b < end);
  storeRow8(c, scaled, factors, c00, c01);
  c += cStep;
  storeRow8(c, scaled, factors + 4, c10, c11);
  c += cStep;
  storeRow8(c, scaled, factors + 8, c20, c21);
  c += cStep;
  storeRow8(c, scaled, factors + 12, c30, c31);
}

/** As tile8, for sixteen columns: the last eight of B lie bPanel bytes behind the first, or are `joined` to them. */
@inline
export function tile16(
  count: i32,
  a: usize,
  aStep: usize,
  apart: bool,
  segment: usize,
  gap: usize,
  b: usize,
  bStep: usize,
  joined: bool,
  bPanel: usize,
  scaled: bool,
  factors: usize,
  c: usize,
  cStep: usize,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c02 = zero;
  let c03 = zero;
  let c10 = zero;
  let c11 = zero;
  let c12 = zero;
  let c13 = zero;
  let c20 = zero;
  let c21 = zero;
  let c22 = zero;
  let c23 = zero;
  let c30 = zero;
  let c31 = zero;
  let c32 = zero;
  let c33 = zero;
  const end = b + <usize>count * bStep;
  let stop = a + segment;
  if (!segment || count > 0) do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = joined ? v128.load(b, 32) : v128.load(b + bPanel);
    const b3 = joined ? v128.load(b, 48) : v128.load(b + bPanel, 16);
    let x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    c02 = madd(x, b2, c02);
    c03 = madd(x, b3, c03);
    x = apart ? v128.load_splat<f32>(a, 64) : v128.load_splat<f32>(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    c12 = madd(x, b2, c12);
    c13 = madd(x, b3, c13);
    x = apart ? v128.load_splat<f32>(a, 128) : v128.load_splat<f32>(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    c22 = madd(x, b2, c22);
    c23 = madd(x, b3, c23);
    x = apart ? v128.load_splat<f32>(a, 192) : v128.load_splat<f32>(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    c32 = madd(x, b2, c32);
    c33 = madd(x, b3, c33);
    a += aStep;
    b += bStep;
    if (segment && a == stop) {
      a += gap;
      stop = a + segment;
    }
  } while (b < end);
  storeRow16(c, scaled, factors, c00, c01, c02, c03);
  c += cStep;
  storeRow16(c, scaled, factors + 4, c10, c11, c12, c13);
  c += cStep;
  storeRow16(c, scaled, factors + 8, c20, c21, c22, c23);
  c += cStep;
  storeRow16(c, scaled, factors + 12, c30, c31, c32, c33);
}

/** C [4][8] from panels A [depth][4] and B [depth][16]. `depth` > 0. */
export function tile4x8(depth: i32, a: usize, b: usize, c: usize, rowBytes: usize): void {
  tile8(depth, a, 16, false, 0, 0, b, 64, false, 0, c, rowBytes);
}

/** C [4][16] from panels A [depth][4] and B [depth][16]. `depth` > 0. */
export function tile4x16(depth: i32, a: usize, b: usize, c: usize, rowBytes: usize): void {
  tile16(depth, a, 16, false, 0, 0, b, 64, true, 0, false, 0, c, rowBytes);
}
