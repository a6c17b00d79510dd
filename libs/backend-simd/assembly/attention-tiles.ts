// The products of attention, strips of the tiles of micro-kernels.ts: eight columns a tile, or sixteen where pairs of
// 128-bit operations run as one of 256 bits. A strip is one function, so that short sums pay for one call.
//
// Scores are kept transposed, in blocks of sixteen queries: block[key][16]. A softmax over keys then needs no sums across
// lanes, and a block can be read along both of its sides without being packed.
import { tile16, tile8 } from './micro-kernels';

/** block[4 * tiles keys][8 queries] = keys . queries; keys[tile][depth][4] and queries[depth][8 of 16] are packed. */
export function scoreTiles(tiles: i32, depth: i32, keys: usize, queries: usize, block: usize): void {
  for (; tiles > 0; tiles--) {
    tile8(depth, keys, 16, false, 0, 0, queries, 64, false, 0, block, 64);
    keys += (<usize>depth) << 4;
    block += 256;
  }
}

/** As scoreTiles, for sixteen queries. */
export function wideScoreTiles(tiles: i32, depth: i32, keys: usize, queries: usize, block: usize): void {
  for (; tiles > 0; tiles--) {
    tile16(depth, keys, 16, false, 0, 0, queries, 64, true, 0, false, 0, block, 64);
    keys += (<usize>depth) << 4;
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
  for (; tiles > 0; tiles--) {
    tile8(keys, block, 64, false, 0, 0, x, xStep, true, factors, c, cStep);
    x += xPanel;
    c += 32;
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
  for (; tiles > 0; tiles--) {
    tile16(keys, block, 64, false, 0, 0, x, xStep, false, xPanel, true, factors, c, cStep);
    x += 2 * xPanel;
    c += 64;
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
    tile8(queries, block, 4, true, 64, blockStep - 64, x, xStep, false, 0, c, cStep);
    x += xPanel;
    c += 32;
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
    tile16(queries, block, 4, true, 64, blockStep - 64, x, xStep, false, xPanel, false, 0, c, cStep);
    x += 2 * xPanel;
    c += 64;
  }
}
