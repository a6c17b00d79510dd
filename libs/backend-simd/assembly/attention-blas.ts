// Attention with the products of the system's BLAS, which takes heads as they lie, columns of a wider matrix. Scores of a
// chunk of queries are one matrix [key][query]: only what is between the products is computed here.
import { clearGradients, clearKeys, weightGradients, weights } from './attention-weights';
import { visibleTo, Work } from './attention-work';
import { sgemm } from './blas';
import { at } from './vector';

/** y of a unit; the arguments point to its first floats. */
export function forwardByBlas(w: Work, q: usize, k: usize, v: usize, y: usize, state: usize): void {
  for (let from = 0; from < w.queries; from += w.chunk) {
    const to = min(w.queries, from + w.chunk);
    const all = visibleTo(w, to - 1);
    const target = y + <usize>from * w.rowBytes;
    scoreKeys(w, all, to - from, k, q + <usize>from * w.rowBytes, w.scoreScale, w.blocks);
    for (let t = from; t < to; t += 8) {
      const n = visibleTo(w, t + 7);
      const block = at(w.blocks, t - from);
      weights(w, block, n, t, state);
      clearKeys(w, block, n, all);
      // The rows of y are multiplied, which are fewer than the keys.
      memory.copy(at(w.chunkFactors, t - from), w.factors, 32);
    }
    mixByQuery(w, all, to - from, w.blocks, v, target);
    scaleRows(w, target, to - from);
  }
}

/** dq, dk and dv of a unit; the arguments point to its first floats. */
export function gradientsByBlas(
  w: Work,
  dy: usize,
  q: usize,
  k: usize,
  v: usize,
  state: usize,
  dq: usize,
  dk: usize,
  dv: usize,
): void {
  let done = 0;
  for (let from = 0; from < w.queries; from += w.chunk) {
    const to = min(w.queries, from + w.chunk);
    const count = to - from;
    const all = visibleTo(w, to - 1);
    const place = <usize>from * w.rowBytes;
    scoreKeys(w, all, count, v, dy + place, w.scale * w.dropScale, w.gradientBlocks);
    if (!w.keptBytes) scoreKeys(w, all, count, k, q + place, w.scoreScale, w.blocks);
    for (let t = from; t < to; t += 8) {
      const n = visibleTo(w, t + 7);
      const block = at(w.blocks, t - from);
      const d = at(w.gradientBlocks, t - from);
      weightGradients(w, block, d, n, t, state);
      clearKeys(w, block, n, all);
      clearKeys(w, d, n, all);
    }
    mixByQuery(w, all, count, w.gradientBlocks, k, dq + place);
    mixByKey(w, done, all, count, w.blocks, dy + place, dv);
    mixByKey(w, done, all, count, w.gradientBlocks, q + place, dk);
    done = all;
  }
  clearGradients(w, dk, done);
  clearGradients(w, dv, done);
}

/** block[key][query] = factor * keys . queries */
function scoreKeys(w: Work, keys: i32, queries: i32, k: usize, q: usize, factor: f32, block: usize): void {
  const row = w.heads * w.headWidth;
  sgemm(false, true, keys, queries, w.headWidth, factor, k, row, q, row, 0, block, keyFloats(w));
}

/** dst[query] = sum over keys of block[key][query] x[key] */
function mixByQuery(w: Work, keys: i32, queries: i32, block: usize, x: usize, dst: usize): void {
  const row = w.heads * w.headWidth;
  sgemm(true, false, queries, w.headWidth, keys, 1, block, keyFloats(w), x, row, 0, dst, row);
}

/** dst[key] = sum over queries of block[key][query] x[query] for all keys; the first `done` hold a part of it. */
function mixByKey(w: Work, done: i32, all: i32, queries: i32, block: usize, x: usize, dst: usize): void {
  const row = w.heads * w.headWidth;
  const step = keyFloats(w);
  if (done) sgemm(false, false, done, w.headWidth, queries, 1, block, step, x, row, 1, dst, row);
  if (done == all) return;
  const rest = block + <usize>done * w.keyBytes;
  const target = dst + <usize>done * w.rowBytes;
  sgemm(false, false, all - done, w.headWidth, queries, 1, rest, step, x, row, 0, target, row);
}

@inline
function keyFloats(w: Work): i32 {
  return <i32>(w.keyBytes >> 2);
}

/** Multiplies each row of y by its factor. */
function scaleRows(w: Work, y: usize, rows: i32): void {
  for (let i = 0; i < rows; i++) {
    const factor = load<f32>(at(w.chunkFactors, i));
    const f = f32x4.splat(factor);
    let j = 0;
    for (; j + 4 <= w.headWidth; j += 4) v128.store(at(y, j), f32x4.mul(v128.load(at(y, j)), f));
    for (; j < w.headWidth; j++) store<f32>(at(y, j), load<f32>(at(y, j)) * factor);
    y += w.rowBytes;
  }
}
