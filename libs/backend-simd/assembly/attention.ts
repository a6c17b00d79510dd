// Multi-head attention on the [B, T, D] layout: a head is a strided panel, so heads are never split or merged. Scores
// exist for sixteen queries at a time only.
import { keepBlock } from './attention-dropout';
import { mixKeys, readRows, score } from './attention-operand';
import { packKeys, packQueries } from './attention-pack';
import { addFuture, addPenalties, columnMaxima, exponentials } from './attention-softmax';
import { startUnit, startWork, visibleTo, Work } from './attention-work';
import { at } from './vector';

/**
 * Units unitBegin <= u < unitEnd, u = batch row * heads + head. keyMask [B, S] (1 = real) and plan (of units) may be 0.
 * `state` is what the backward pass needs of each unit, attentionStateFloats floats: the maximum of each row of scores
 * (as many as rows rounded up to 8), as many inverses of the sum, and where there is room for them, for every eight
 * queries, the weights [key][8] before they are multiplied by that inverse, negative where dropped. `scratch` is this
 * thread's, attentionWorkBytes bytes.
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
  unitBegin: i32,
  unitEnd: i32,
  scratch: usize,
): void {
  const w = startWork(scratch, queries, keys, heads, headWidth, causal != 0, scale, plan, false);
  for (let unit = unitBegin; unit < unitEnd; unit++) {
    startUnit(w, unit, keyMask);
    forwardUnit(w, q, k + w.keyOffset, v + w.keyOffset, y, state + <usize>unit * w.stateBytes);
  }
}

function forwardUnit(w: Work, q: usize, k: usize, v: usize, y: usize, state: usize): void {
  const queries = w.queries;
  const rows8 = (queries + 7) & ~7;
  packKeys(w.packedKeys, k, w.rowBytes, w.visible, w.headWidth);
  readRows(w, w.keyRows, w.keyPanels, v, w.visible, queries);
  for (let from = 0; from < queries; from += 16) {
    const rows = min(16, queries - from);
    const source = q + w.queryOffset + <usize>from * w.rowBytes;
    packQueries(w.packedQueries, source, w.rowBytes, rows, w.headWidth, w.scoreScale);
    score(w, w.packedKeys, from, rows, w.blocks);
    for (let t = from; t < from + rows; t += 8) {
      const n = visibleTo(w, t + 7);
      const block = at(w.blocks, t - from);
      const maxima = at(state, t);
      const inverses = at(maxima, rows8);
      maskBlock(w, block, n, t);
      columnMaxima(block, n, maxima);
      const kept = w.keptBytes ? at(state, 2 * rows8) + <usize>(t >> 3) * w.keptBytes : 0;
      exponentials(block, n, maxima, inverses, keepOf(w, n, t), kept, w.constants);
      const s = f32x4.splat(w.dropScale);
      v128.store(w.factors, f32x4.mul(v128.load(inverses), s));
      v128.store(w.factors, f32x4.mul(v128.load(inverses, 16), s), 16);
      const target = y + w.queryOffset + <usize>t * w.rowBytes;
      mixKeys(w, min(8, queries - t), n, block, w.keyRows, w.factors, target);
    }
  }
}

/** Masks the scores of the first `keys` keys, for eight queries from t on. */
export function maskBlock(w: Work, block: usize, keys: i32, t: i32): void {
  if (w.penalty) addPenalties(block, keys, w.penalty);
  if (w.causal && t < keys) addFuture(block + ((<usize>t) << 6), keys - t, w.masked);
}

/** The dropout masks keep[key][8] of eight queries from t on; 0: nothing is dropped. */
export function keepOf(w: Work, keys: i32, t: i32): usize {
  if (!w.threshold) return 0;
  keepBlock(w.keep, keys, (<u64>w.unit * w.queries + t) * w.keys, w.keys, w.threshold);
  return w.keep;
}
