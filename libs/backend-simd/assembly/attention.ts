// Multi-head attention on the [B, T, D] layout: a head is a strided panel, so heads are never split or merged. Scores
// exist for a few queries at a time only.
import { forwardByBlas } from './attention-blas';
import { mixKeys, readRows, score } from './attention-operand';
import { packKeys, packQueries } from './attention-pack';
import { weights } from './attention-weights';
import { fetchUnit, startUnit, startWork, visibleTo, Work } from './attention-work';
import { at } from './vector';

/**
 * Units unitBegin <= u < unitEnd, u = batch row * heads + head. keyMask [B, S] (1 = real) and plan (of units) may be 0.
 * `state` is what the backward pass needs of each unit, attentionStateFloats floats: the maximum of each row of scores
 * (as many as rows rounded up to 8), as many inverses of the sum, and where there is room for them, for every eight
 * queries, the weights [key][8] before they are multiplied by that inverse, negative where dropped. `blas`: the products
 * are the system's. `scratch` is this thread's, attentionWorkBytes bytes.
 */
export function attention(
  q: usize,
  k: usize,
  v: usize,
  keyMask: usize,
  plan: usize,
  y: usize,
  state: usize,
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
  const w = startWork(scratch, queries, keys, heads, headWidth, causal != 0, scale, plan, false, blas != 0);
  for (let unit = unitBegin; unit < unitEnd; unit++) {
    startUnit(w, unit, keyMask);
    const key = w.keyOffset;
    const query = w.queryOffset;
    const unitState = state + <usize>unit * w.stateBytes;
    fetchUnit(w, k + key, w.visible);
    fetchUnit(w, v + key, w.visible);
    fetchUnit(w, q + query, queries);
    if (blas) forwardByBlas(w, q + query, k + key, v + key, y + query, unitState);
    else forwardUnit(w, q + query, k + key, v + key, y + query, unitState);
  }
}

function forwardUnit(w: Work, q: usize, k: usize, v: usize, y: usize, state: usize): void {
  const queries = w.queries;
  packKeys(w.packedKeys, k, w.rowBytes, w.visible, w.headWidth);
  readRows(w, w.keyRows, w.keyPanels, v, w.visible, queries);
  for (let from = 0; from < queries; from += 16) {
    const rows = min(16, queries - from);
    const source = q + <usize>from * w.rowBytes;
    packQueries(w.packedQueries, source, w.rowBytes, rows, w.headWidth, w.scoreScale);
    score(w, w.packedKeys, from, rows, w.blocks);
    for (let t = from; t < from + rows; t += 8) {
      const n = visibleTo(w, t + 7);
      const block = at(w.blocks, t - from);
      weights(w, block, n, t, state);
      mixKeys(w, min(8, queries - t), n, block, w.keyRows, w.factors, y + <usize>t * w.rowBytes);
    }
  }
}
