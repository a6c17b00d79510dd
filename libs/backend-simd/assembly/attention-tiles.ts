// The products of attention: tiles of 4 x 8 held in registers (see micro-kernels.ts for why this size). Each function
// computes a strip of neighbouring tiles: with a call for each, short sums would take a tenth longer.
//
// Scores are kept transposed, in blocks of sixteen queries: block[key][16]. A softmax over keys then needs no sums across
// lanes, and a block can be read along both of its sides without being packed.
import { at, madd } from './vector';

/** block[4 * tiles keys][8 queries] = keys . queries; keys[tile][depth][4] and queries[depth][8 of 16] are packed. */
export function scoreTiles(tiles: i32, depth: i32, keys: usize, queries: usize, block: usize): void {
  for (; tiles > 0; tiles--) {
    const zero = f32x4.splat(0);
    let c00 = zero;
    let c01 = zero;
    let c10 = zero;
    let c11 = zero;
    let c20 = zero;
    let c21 = zero;
    let c30 = zero;
    let c31 = zero;
    let b = queries;
    const end = keys + ((<usize>depth) << 4);
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let a = v128.load_splat<f32>(keys);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      a = v128.load_splat<f32>(keys, 4);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      a = v128.load_splat<f32>(keys, 8);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      a = v128.load_splat<f32>(keys, 12);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      keys += 16;
      b += 64;
    } while (keys < end);
    v128.store(block, c00);
    v128.store(block, c01, 16);
    v128.store(block, c10, 64);
    v128.store(block, c11, 80);
    v128.store(block, c20, 128);
    v128.store(block, c21, 144);
    v128.store(block, c30, 192);
    v128.store(block, c31, 208);
    block += 256;
  }
}

/**
 * c[4 queries][8 * tiles columns] = factor[query] * sum over keys of block[key][query] x[key][column]. `block` points to
 * the first of the four queries. Bytes: from row to row of x xStep, from one eight columns to the next xPanel, from row
 * to row of c cStep.
 */
export function queryTiles(
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
    let c10 = zero;
    let c11 = zero;
    let c20 = zero;
    let c21 = zero;
    let c30 = zero;
    let c31 = zero;
    let p = block;
    let b = x;
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let a = v128.load_splat<f32>(p);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      a = v128.load_splat<f32>(p, 4);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      a = v128.load_splat<f32>(p, 8);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      a = v128.load_splat<f32>(p, 12);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      p += 64;
      b += xStep;
    } while (p < end);
    let f = v128.load_splat<f32>(factors);
    let row = c;
    v128.store(row, f32x4.mul(c00, f));
    v128.store(row, f32x4.mul(c01, f), 16);
    f = v128.load_splat<f32>(factors, 4);
    row += cStep;
    v128.store(row, f32x4.mul(c10, f));
    v128.store(row, f32x4.mul(c11, f), 16);
    f = v128.load_splat<f32>(factors, 8);
    row += cStep;
    v128.store(row, f32x4.mul(c20, f));
    v128.store(row, f32x4.mul(c21, f), 16);
    f = v128.load_splat<f32>(factors, 12);
    row += cStep;
    v128.store(row, f32x4.mul(c30, f));
    v128.store(row, f32x4.mul(c31, f), 16);
    x += xPanel;
    c += 32;
  }
}

/**
 * c[4 keys][8 * tiles columns] = sum over queries of block[key][query] x[query][column]. The queries lie in consecutive
 * blocks, blockStep bytes apart; `block` points to the first of the four keys in the first one.
 */
export function keyTiles(
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
    let c10 = zero;
    let c11 = zero;
    let c20 = zero;
    let c21 = zero;
    let c30 = zero;
    let c31 = zero;
    let p = block;
    let b = x;
    for (let left = queries; left > 0; left -= 16) {
      let s = p;
      const end = at(p, min(left, 16));
      do {
        const b0 = v128.load(b);
        const b1 = v128.load(b, 16);
        let a = v128.load_splat<f32>(s);
        c00 = madd(a, b0, c00);
        c01 = madd(a, b1, c01);
        a = v128.load_splat<f32>(s, 64);
        c10 = madd(a, b0, c10);
        c11 = madd(a, b1, c11);
        a = v128.load_splat<f32>(s, 128);
        c20 = madd(a, b0, c20);
        c21 = madd(a, b1, c21);
        a = v128.load_splat<f32>(s, 192);
        c30 = madd(a, b0, c30);
        c31 = madd(a, b1, c31);
        s += 4;
        b += xStep;
      } while (s < end);
      p += blockStep;
    }
    let row = c;
    v128.store(row, c00);
    v128.store(row, c01, 16);
    row += cStep;
    v128.store(row, c10);
    v128.store(row, c11, 16);
    row += cStep;
    v128.store(row, c20);
    v128.store(row, c21, 16);
    row += cStep;
    v128.store(row, c30);
    v128.store(row, c31, 16);
    x += xPanel;
    c += 32;
  }
}
