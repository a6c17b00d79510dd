// The tiles of attention where pairs of 128-bit operations run as one of 256 bits: 4 x 16 (see micro-kernels.ts).
import { at, madd } from './vector';

/** As scoreTiles, for sixteen queries; queries[depth][16]. */
export function wideScoreTiles(tiles: i32, depth: i32, keys: usize, queries: usize, block: usize): void {
  for (; tiles > 0; tiles--) {
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
    let b = queries;
    const end = keys + ((<usize>depth) << 4);
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = v128.load(b, 32);
      const b3 = v128.load(b, 48);
      let a = v128.load_splat<f32>(keys);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      c02 = madd(a, b2, c02);
      c03 = madd(a, b3, c03);
      a = v128.load_splat<f32>(keys, 4);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      c12 = madd(a, b2, c12);
      c13 = madd(a, b3, c13);
      a = v128.load_splat<f32>(keys, 8);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      c22 = madd(a, b2, c22);
      c23 = madd(a, b3, c23);
      a = v128.load_splat<f32>(keys, 12);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      c32 = madd(a, b2, c32);
      c33 = madd(a, b3, c33);
      keys += 16;
      b += 64;
    } while (keys < end);
    v128.store(block, c00);
    v128.store(block, c01, 16);
    v128.store(block, c02, 32);
    v128.store(block, c03, 48);
    v128.store(block, c10, 64);
    v128.store(block, c11, 80);
    v128.store(block, c12, 96);
    v128.store(block, c13, 112);
    v128.store(block, c20, 128);
    v128.store(block, c21, 144);
    v128.store(block, c22, 160);
    v128.store(block, c23, 176);
    v128.store(block, c30, 192);
    v128.store(block, c31, 208);
    v128.store(block, c32, 224);
    v128.store(block, c33, 240);
    block += 256;
  }
}

/** As queryTiles, for `tiles` tiles of sixteen columns. */
export function wideQueryTiles(
  tiles: i32,
  keys: i32,
  block: usize,
  x: usize,
  xStep: usize,
  xPanel: usize,
  factors: usize,
  c: usize,
  cStep: usize,
): void {
  const end = block + ((<usize>keys) << 6);
  for (; tiles > 0; tiles--) {
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
    let p = block;
    let b = x;
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = v128.load(b + xPanel);
      const b3 = v128.load(b + xPanel, 16);
      let a = v128.load_splat<f32>(p);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      c02 = madd(a, b2, c02);
      c03 = madd(a, b3, c03);
      a = v128.load_splat<f32>(p, 4);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      c12 = madd(a, b2, c12);
      c13 = madd(a, b3, c13);
      a = v128.load_splat<f32>(p, 8);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      c22 = madd(a, b2, c22);
      c23 = madd(a, b3, c23);
      a = v128.load_splat<f32>(p, 12);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      c32 = madd(a, b2, c32);
      c33 = madd(a, b3, c33);
      p += 64;
      b += xStep;
    } while (p < end);
    let row = c;
    let f = v128.load_splat<f32>(factors);
    v128.store(row, f32x4.mul(c00, f));
    v128.store(row, f32x4.mul(c01, f), 16);
    v128.store(row, f32x4.mul(c02, f), 32);
    v128.store(row, f32x4.mul(c03, f), 48);
    row += cStep;
    f = v128.load_splat<f32>(factors, 4);
    v128.store(row, f32x4.mul(c10, f));
    v128.store(row, f32x4.mul(c11, f), 16);
    v128.store(row, f32x4.mul(c12, f), 32);
    v128.store(row, f32x4.mul(c13, f), 48);
    row += cStep;
    f = v128.load_splat<f32>(factors, 8);
    v128.store(row, f32x4.mul(c20, f));
    v128.store(row, f32x4.mul(c21, f), 16);
    v128.store(row, f32x4.mul(c22, f), 32);
    v128.store(row, f32x4.mul(c23, f), 48);
    row += cStep;
    f = v128.load_splat<f32>(factors, 12);
    v128.store(row, f32x4.mul(c30, f));
    v128.store(row, f32x4.mul(c31, f), 16);
    v128.store(row, f32x4.mul(c32, f), 32);
    v128.store(row, f32x4.mul(c33, f), 48);
    x += 2 * xPanel;
    c += 64;
  }
}

/** As keyTiles, for `tiles` tiles of sixteen columns. */
export function wideKeyTiles(
  tiles: i32,
  queries: i32,
  block: usize,
  blockStep: usize,
  x: usize,
  xStep: usize,
  xPanel: usize,
  c: usize,
  cStep: usize,
): void {
  for (; tiles > 0; tiles--) {
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
    let p = block;
    let b = x;
    for (let left = queries; left > 0; left -= 16) {
      let s = p;
      const end = at(p, min(left, 16));
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = v128.load(b + xPanel);
      const b3 = v128.load(b + xPanel, 16);
      let a = v128.load_splat<f32>(s);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      c02 = madd(a, b2, c02);
      c03 = madd(a, b3, c03);
      a = v128.load_splat<f32>(s, 64);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      c12 = madd(a, b2, c12);
      c13 = madd(a, b3, c13);
      a = v128.load_splat<f32>(s, 128);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      c22 = madd(a, b2, c22);
      c23 = madd(a, b3, c23);
      a = v128.load_splat<f32>(s, 192);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      c32 = madd(a, b2, c32);
      c33 = madd(a, b3, c33);
      s += 4;
      b += xStep;
    } while (s < end);
      p += blockStep;
    }
    let row = c;
    v128.store(row, c00);
    v128.store(row, c01, 16);
    v128.store(row, c02, 32);
    v128.store(row, c03, 48);
    row += cStep;
    v128.store(row, c10);
    v128.store(row, c11, 16);
    v128.store(row, c12, 32);
    v128.store(row, c13, 48);
    row += cStep;
    v128.store(row, c20);
    v128.store(row, c21, 16);
    v128.store(row, c22, 32);
    v128.store(row, c23, 48);
    row += cStep;
    v128.store(row, c30);
    v128.store(row, c31, 16);
    v128.store(row, c32, 32);
    v128.store(row, c33, 48);
    x += 2 * xPanel;
    c += 64;
  }
}
