// Products of blocks of weights, block[key][16 queries], with rows of queries, keys, values or gradients.
import { copyPanels, placeRows } from './attention-pack';
import {
  keyTiles, queryTiles, scoreTiles, wideKeyTiles, wideQueryTiles, wideScoreTiles,
} from './attention-tiles';
import { Operand, visibleTo, Work } from './attention-work';
import { hasWideVectors } from './instance';
import { at } from './vector';

/** With fewer rows, products read tensors where they lie; from here on copies that are contiguous are faster. */
const COPY_ROWS: i32 = 32;

/**
 * Makes rows of a tensor an operand for so many uses: copied to `panels` when that pays, or when a head is no whole number
 * of tiles.
 */
export function readRows(w: Work, x: Operand, panels: usize, src: usize, rows: i32, uses: i32): void {
  const copies = (w.headWidth & 7) != 0 || (rows >= COPY_ROWS && uses >= COPY_ROWS);
  if (copies) copyPanels(panels, src, w.rowBytes, rows, w.headWidth);
  x.first = copies ? panels : src;
  x.step = copies ? 32 : w.rowBytes;
  x.panel = copies ? (<usize>rows) << 5 : 32;
}

/** Scores of `rows` (at most sixteen) packed queries, from query t on, with the packed keys they see. */
export function score(w: Work, packedKeys: usize, t: i32, rows: i32, block: usize): void {
  const left = (visibleTo(w, t + 7) + 3) >> 2;
  const right = (visibleTo(w, t + 15) + 3) >> 2;
  const packed = w.packedQueries;
  if (rows > 8 && hasWideVectors()) {
    wideScoreTiles(right, w.headWidth, packedKeys, packed, block);
    return;
  }
  scoreTiles(left, w.headWidth, packedKeys, packed, block);
  if (rows > 8) scoreTiles(right, w.headWidth, packedKeys, packed + 32, block + 32);
}

/** dst[rows] = factor * sum over keys of block[key][query] x[key], for at most eight queries. */
export function mixKeys(
  w: Work,
  rows: i32,
  keys: i32,
  block: usize,
  x: Operand,
  factors: usize,
  dst: usize,
): void {
  const tiles = (w.headWidth + 7) >> 3;
  const wide = hasWideVectors() ? tiles >> 1 : 0;
  const rest = tiles - 2 * wide;
  const restX = x.first + <usize>(2 * wide) * x.panel;
  for (let i = 0; i < rows; i += 4) {
    const whole = rows - i >= 4 && (w.headWidth & 7) == 0;
    const target = dst + <usize>i * w.rowBytes;
    const c = whole ? target : w.strip;
    const cStep = whole ? w.rowBytes : (<usize>tiles) << 5;
    const p = at(block, i);
    const f = at(factors, i);
    if (wide) wideQueryTiles(wide, keys, p, x.first, x.step, x.panel, f, c, cStep);
    if (rest) queryTiles(rest, keys, p, restX, x.step, x.panel, f, c + ((<usize>wide) << 6), cStep);
    if (!whole) placeRows(target, w.rowBytes, c, cStep, min(4, rows - i), w.headWidth, false);
  }
}

/**
 * dst[rows, at most 4] (+)= sum over queries of block[key][query] x[query], for consecutive blocks of queries, from row
 * `first` of x on.
 */
export function mixQueries(
  w: Work,
  rows: i32,
  queries: i32,
  blocks: usize,
  x: Operand,
  first: i32,
  dst: usize,
  add: bool,
): void {
  const tiles = (w.headWidth + 7) >> 3;
  const wide = hasWideVectors() ? tiles >> 1 : 0;
  const rest = tiles - 2 * wide;
  const source = x.first + <usize>first * x.step;
  const restX = source + <usize>(2 * wide) * x.panel;
  const whole = rows >= 4 && !add && (w.headWidth & 7) == 0;
  const c = whole ? dst : w.strip;
  const cStep = whole ? w.rowBytes : (<usize>tiles) << 5;
  if (wide) wideKeyTiles(wide, queries, blocks, w.blockBytes, source, x.step, x.panel, c, cStep);
  if (rest) {
    keyTiles(rest, queries, blocks, w.blockBytes, restX, x.step, x.panel, c + ((<usize>wide) << 6), cStep);
  }
  if (!whole) placeRows(dst, w.rowBytes, c, cStep, min(4, rows), w.headWidth, add);
}
