// Multi-head attention on the [B, T, D] layout: a head is a strided panel, so heads are never split or merged. Scores
// exist for eight queries at a time only; for the backward pass two numbers are kept of each row (see attention-grad.ts).
import { keepBlock } from './attention-dropout';
import { copyPanels, packKeys, packQueries, placeRows } from './attention-pack';
import { addFuture, addPenalties, columnMaxima, exponentials } from './attention-softmax';
import { queryTiles, scoreTiles } from './attention-tiles';
import { copies, MASKED, readMask, scoreScale, startWork, visibleTo, Work } from './attention-work';
import { at } from './vector';

/** Masks the scores of the eight queries from t on, block[keys][8]. */
export function maskBlock(w: Work, block: usize, step: usize, keys: i32, t: i32): void {
  if (w.penalty) addPenalties(block, step, keys, w.penalty);
  if (w.causal && t < keys) addFuture(block + <usize>t * step, step, keys - t, MASKED);
}

/** rows [rows][headWidth] = factor * sum over keys of block[key][query] x[key], for at most eight queries. */
export function mixRows(
  w: Work,
  rows: i32,
  keys: i32,
  block: usize,
  step: usize,
  x: usize,
  xStep: usize,
  xPanel: usize,
  factors: usize,
  dst: usize,
): void {
  for (let i = 0; i < rows; i += 4) {
    const target = dst + <usize>i * w.rowBytes;
    if (rows - i >= 4 && (w.headWidth & 7) == 0) {
      queryTiles(w.tiles, keys, at(block, i), step, x, xStep, xPanel, at(factors, i), target, w.rowBytes);
    } else {
      const stripStep = (<usize>w.tiles) << 5;
      queryTiles(w.tiles, keys, at(block, i), step, x, xStep, xPanel, at(factors, i), w.strip, stripStep);
      placeRows(target, w.rowBytes, w.strip, stripStep, min(4, rows - i), w.headWidth, false);
    }
  }
}

/**
 * Units unitBegin <= u < unitEnd, u = (batch row) * heads + head. keyMask [B, S] (1 = real) and plan (of units) may be 0.
 * `state` [unit][2][T rounded up to 8] keeps the maximum and the inverse sum of each row of scores. `scratch` is this
 * thread's: attentionWorkBytes bytes.
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
  let row = -1;
  for (let unit = unitBegin; unit < unitEnd; unit++) {
    const b = unit / heads;
    const head = (<usize>((unit - b * heads) * headWidth)) << 2;
    if (b != row) readMask(w, keyMask ? at(keyMask, b * keys) : 0);
    row = b;
    const kv = <usize>(b * keys) * w.rowBytes + head;
    const qy = <usize>(b * queries) * w.rowBytes + head;
    forwardUnit(w, q + qy, k + kv, v + kv, y + qy, state + <usize>unit * w.stateBytes, plan, unit);
  }
}

function forwardUnit(
  w: Work,
  q: usize,
  k: usize,
  v: usize,
  y: usize,
  state: usize,
  plan: usize,
  unit: i32,
): void {
  const queries = w.queries;
  const rows8 = (queries + 7) & ~7;
  const headWidth = w.headWidth;
  const keptStep = (<usize>((w.keys + 3) & ~3)) << 5;
  let threshold: u32 = 0;
  let dropScale: f32 = 1;
  if (plan) {
    const entry = plan + 16 + ((<usize>(<u32>unit / load<u32>(plan, 12))) << 3);
    threshold = load<u32>(entry);
    dropScale = load<f32>(entry, 4);
  }
  packKeys(w.packedKeys, k, w.rowBytes, w.visible, headWidth);
  let x = v;
  let xStep = w.rowBytes;
  let xPanel: usize = 32;
  if (copies(w, w.visible, queries)) {
    copyPanels(w.keyPanels, v, w.rowBytes, w.visible, headWidth);
    x = w.keyPanels;
    xStep = 32;
    xPanel = (<usize>w.visible) << 5;
  }
  for (let t = 0; t < queries; t += 8) {
    const rows = min(8, queries - t);
    const n = visibleTo(w, t);
    const offset = <usize>t * w.rowBytes;
    const kept = w.keepsWeights ? at(state, 2 * rows8) + <usize>(t >> 3) * keptStep : 0;
    const block = kept != 0 && threshold == 0 ? kept : w.blocks;
    packQueries(w.packedQueries, q + offset, w.rowBytes, rows, headWidth, scoreScale(w));
    scoreTiles((n + 3) >> 2, headWidth, w.packedKeys, w.packedQueries, block, 32);
    maskBlock(w, block, 32, n, t);
    let keep: usize = 0;
    if (threshold) {
      keep = w.keep;
      keepBlock(keep, n, (<u64>unit * queries + t) * w.keys, w.keys, w.keyTable, threshold);
    }
    const maxima = at(state, t);
    const inverses = at(maxima, rows8);
    columnMaxima(block, 32, n, maxima);
    exponentials(block, 32, n, maxima, inverses, keep, kept, w.constants);
    const s = f32x4.splat(dropScale);
    v128.store(w.factors, f32x4.mul(v128.load(inverses), s));
    v128.store(w.factors, f32x4.mul(v128.load(inverses, 16), s), 16);
    mixRows(w, rows, n, block, 32, x, xStep, xPanel, w.factors, y + offset);
  }
}
