// Gradients of attention. With p the weights, m the dropout mask (0 or 1 / (1 - rate)), element by element:
//   dv = (p m)^T dy,  d = (dy v^T) m scale,  ds = p (d - the row's sum of p d),  dq = ds k,  dk = ds^T q.
// The weights are those the forward pass has kept, or else made again: p = 2^(score - maximum) * inverse.
import { gradientsByBlas } from './attention-blas';
import { mixKeys, mixQueries, readRows, score } from './attention-operand';
import { packKeys, packQueries } from './attention-pack';
import { clearGradients, clearKeys, weightGradients } from './attention-weights';
import { fetchUnit, startUnit, startWork, visibleTo, Work } from './attention-work';
import { at } from './vector';

/** Units unitBegin <= u < unitEnd; the arguments of the forward pass, and dy, dq, dk, dv. */
export function attentionGrad(
  dy: usize,
  q: usize,
  k: usize,
  v: usize,
  keyMask: usize,
  state: usize,
  plan: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  queries: i32,
  keys: i32,
  heads: i32,
  headWidth: i32,
  causal: i32,
  scale: f32,
  blas: i32,
  unitBegin: i32,
  unitEnd: i32,
  scratch: usize,
): void {
  const w = startWork(scratch, queries, keys, heads, headWidth, causal != 0, scale, plan, true, blas != 0);
  for (let unit = unitBegin; unit < unitEnd; unit++) {
    startUnit(w, unit, keyMask);
    const key = w.keyOffset;
    const query = w.queryOffset;
    const kept = state + <usize>unit * w.stateBytes;
    fetchUnit(w, k + key, w.visible);
    fetchUnit(w, v + key, w.visible);
    fetchUnit(w, q + query, queries);
    fetchUnit(w, dy + query, queries);
    if (blas) {
      gradientsByBlas(w, dy + query, q + query, k + key, v + key, kept, dq + query, dk + key, dv + key);
      continue;
    }
    if (!w.keptBytes) packKeys(w.packedKeys, k + key, w.rowBytes, w.visible, headWidth);
    packKeys(w.packedValues, v + key, w.rowBytes, w.visible, headWidth);
    readRows(w, w.keyRows, w.keyPanels, k + key, w.visible, queries);
    for (let from = 0; from < queries; from += w.chunk) {
      const to = min(queries, from + w.chunk);
      queryGradients(w, from, to, dy + query, q + query, kept, dq + query);
      keyGradients(w, from, to, w.blocks, dy + query, dv + key);
      keyGradients(w, from, to, w.gradientBlocks, q + query, dk + key);
    }
    clearGradients(w, dk + key, w.visible);
    clearGradients(w, dv + key, w.visible);
  }
}

/** For queries from <= t < to: fills w.blocks with p m and w.gradientBlocks with ds, and writes dq. */
function queryGradients(
  w: Work,
  from: i32,
  to: i32,
  dy: usize,
  q: usize,
  state: usize,
  dq: usize,
): void {
  for (let first = from; first < to; first += 16) {
    const rows = min(16, to - first);
    const all = visibleTo(w, first + 15);
    const place = <usize>((first - from) >> 4) * w.blockBytes;
    const source = <usize>first * w.rowBytes;
    packQueries(w.packedQueries, dy + source, w.rowBytes, rows, w.headWidth, w.scale * w.dropScale);
    score(w, w.packedValues, first, rows, w.gradientBlocks + place);
    if (!w.keptBytes) {
      packQueries(w.packedQueries, q + source, w.rowBytes, rows, w.headWidth, w.scoreScale);
      score(w, w.packedKeys, first, rows, w.blocks + place);
    }
    for (let t = first; t < first + rows; t += 8) {
      const n = visibleTo(w, t + 7);
      const block = at(w.blocks + place, t - first);
      const d = at(w.gradientBlocks + place, t - first);
      weightGradients(w, block, d, n, t, state);
      clearKeys(w, block, n, all);
      clearKeys(w, d, n, all);
      const target = dq + <usize>t * w.rowBytes;
      mixKeys(w, min(8, to - t), n, d, w.keyRows, w.ones, target);
    }
  }
}

/** dst[key] (+)= sum over queries from <= t < to of blocks[key][query] x[query]; the first chunk is written. */
function keyGradients(w: Work, from: i32, to: i32, blocks: usize, x: usize, dst: usize): void {
  const count = to - from;
  readRows(w, w.queryRows, w.queryPanels, x + <usize>from * w.rowBytes, count, w.visible);
  for (let s = 0; s < w.visible; s += 4) {
    // Earlier queries do not see these keys.
    const skipped = w.skipsFuture ? min(count, max(0, s - from) & ~15) : 0;
    if (skipped == count && from > 0) break;
    const block = blocks + <usize>(skipped >> 4) * w.blockBytes + ((<usize>s) << 6);
    const target = dst + <usize>s * w.rowBytes;
    mixQueries(w, w.visible - s, count - skipped, block, w.queryRows, skipped, target, from > 0);
  }
}
