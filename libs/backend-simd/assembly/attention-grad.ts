// Gradients of attention. The weights p are computed again from the scores and what the forward pass kept of each row:
// p = 2^(score - maximum) * inverse. With m the dropout mask (0 or 1 / (1 - rate)), element by element:
//   dv = (p m)^T dy,  d = (dy v^T) m scale,  ds = p (d - the row's sum of p d),  dq = ds k,  dk = ds^T q.
import { maskBlock, mixRows } from './attention';
import { keepBlock } from './attention-dropout';
import { copyPanels, packKeys, packQueries, placeRows } from './attention-pack';
import { keptGradients, keptSums, probabilities, scoreGradients } from './attention-softmax';
import { keyTiles, scoreTiles } from './attention-tiles';
import { copies, readMask, scoreScale, startWork, visibleTo, Work } from './attention-work';
import { at } from './vector';

/** rows[s ..][headWidth] (+)= sum over `queries` queries of blocks[query][key] x[query], for four keys from s on. */
function mixKeys(
  w: Work,
  s: i32,
  queries: i32,
  blocks: usize,
  x: usize,
  xStep: usize,
  xPanel: usize,
  dst: usize,
  add: bool,
): void {
  const blockStep = (<usize>((w.keys + 3) & ~3)) << 6;
  const rows = min(4, w.visible - s);
  const source = blocks + ((<usize>s) << 6);
  const target = dst + <usize>s * w.rowBytes;
  if (rows == 4 && !add && (w.headWidth & 7) == 0) {
    keyTiles(w.tiles, queries, source, blockStep, x, xStep, xPanel, target, w.rowBytes);
  } else {
    const stripStep = (<usize>w.tiles) << 5;
    keyTiles(w.tiles, queries, source, blockStep, x, xStep, xPanel, w.strip, stripStep);
    placeRows(target, w.rowBytes, w.strip, stripStep, rows, w.headWidth, add);
  }
}

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
  unitBegin: i32,
  unitEnd: i32,
  scratch: usize,
): void {
  const w = startWork(scratch, queries, keys, heads, headWidth, causal != 0, scale, plan, true);
  let row = -1;
  for (let unit = unitBegin; unit < unitEnd; unit++) {
    const b = unit / heads;
    const head = (<usize>((unit - b * heads) * headWidth)) << 2;
    if (b != row) readMask(w, keyMask ? at(keyMask, b * keys) : 0);
    row = b;
    const kv = <usize>(b * keys) * w.rowBytes + head;
    const qy = <usize>(b * queries) * w.rowBytes + head;
    backwardUnit(w, dy + qy, q + qy, k + kv, v + kv, state + <usize>unit * w.stateBytes, dq + qy, dk + kv, dv + kv, plan, unit);
  }
}

function backwardUnit(
  w: Work,
  dy: usize,
  q: usize,
  k: usize,
  v: usize,
  state: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  plan: usize,
  unit: i32,
): void {
  const queries = w.queries;
  const headWidth = w.headWidth;
  const rows8 = (queries + 7) & ~7;
  const blockStep = (<usize>((w.keys + 3) & ~3)) << 6;
  let threshold: u32 = 0;
  let dropScale: f32 = 1;
  if (plan) {
    const entry = plan + 16 + ((<usize>(<u32>unit / load<u32>(plan, 12))) << 3);
    threshold = load<u32>(entry);
    dropScale = load<f32>(entry, 4);
  }
  const keptStep = (<usize>((w.keys + 3) & ~3)) << 5;
  if (!w.keepsWeights) packKeys(w.packedKeys, k, w.rowBytes, w.visible, headWidth);
  packKeys(w.packedValues, v, w.rowBytes, w.visible, headWidth);
  let x = k;
  let xStep = w.rowBytes;
  let xPanel: usize = 32;
  if (copies(w, w.visible, queries)) {
    copyPanels(w.keyPanels, k, w.rowBytes, w.visible, headWidth);
    x = w.keyPanels;
    xStep = 32;
    xPanel = (<usize>w.visible) << 5;
  }
  for (let from = 0; from < queries; from += w.chunk) {
    const to = min(queries, from + w.chunk);
    for (let t = from; t < to; t += 8) {
      const rows = min(8, to - t);
      const n = visibleTo(w, t);
      const offset = <usize>t * w.rowBytes;
      const i = t - from;
      const place = <usize>(i >> 4) * blockStep + ((<usize>(i & 8)) << 2);
      const block = w.blocks + place;
      const d = w.gradientBlocks + place;
      const maxima = at(state, t);
      const inverses = at(maxima, rows8);
      packQueries(w.packedGradients, dy + offset, w.rowBytes, rows, headWidth, w.scale * dropScale);
      scoreTiles((n + 3) >> 2, headWidth, w.packedValues, w.packedGradients, d, 64);
      if (w.keepsWeights) {
        const kept = at(state, 2 * rows8) + <usize>(t >> 3) * keptStep;
        keptSums(kept, d, 64, n, inverses, w.sums, threshold != 0);
        keptGradients(kept, block, d, 64, n, inverses, w.sums, dropScale);
      } else {
        packQueries(w.packedQueries, q + offset, w.rowBytes, rows, headWidth, scoreScale(w));
        scoreTiles((n + 3) >> 2, headWidth, w.packedKeys, w.packedQueries, block, 64);
        maskBlock(w, block, 64, n, t);
        let keep: usize = 0;
        if (threshold) {
          keep = w.keep;
          keepBlock(keep, n, (<u64>unit * queries + t) * w.keys, w.keys, w.keyTable, threshold);
        }
        probabilities(block, d, 64, n, maxima, inverses, keep, w.sums, w.constants);
        scoreGradients(block, d, 64, n, w.sums, keep, dropScale);
      }
      mixRows(w, rows, n, d, 64, x, xStep, xPanel, w.ones, dq + offset);
      // The other half of the sixteen queries may see keys that these do not.
      if ((t & 8) == 0) {
        for (let s = n; s < visibleTo(w, t + 8); s++) {
          clearRow(block + ((<usize>s) << 6));
          clearRow(d + ((<usize>s) << 6));
        }
      }
    }
    let a = dy + <usize>from * w.rowBytes;
    let c = q + <usize>from * w.rowBytes;
    let step = w.rowBytes;
    let panel: usize = 32;
    if (copies(w, to - from, w.visible)) {
      copyPanels(w.gradientPanels, a, w.rowBytes, to - from, headWidth);
      copyPanels(w.queryPanels, c, w.rowBytes, to - from, headWidth);
      a = w.gradientPanels;
      c = w.queryPanels;
      step = 32;
      panel = (<usize>(to - from)) << 5;
    }
    for (let s = 0; s < w.visible; s += 4) {
      const first = w.skipsFuture ? max(0, s - from) & ~15 : 0;
      const count = max(0, to - from - first);
      if (count == 0 && from > 0) break;
      const skipped = <usize>(first >> 4) * blockStep;
      const offset = <usize>first * step;
      mixKeys(w, s, count, w.blocks + skipped, a + offset, step, panel, dv, from > 0);
      mixKeys(w, s, count, w.gradientBlocks + skipped, c + offset, step, panel, dk, from > 0);
    }
  }
  for (let s = w.visible; s < w.keys; s++) {
    const offset = <usize>s * w.rowBytes;
    memory.fill(dk + offset, 0, (<usize>headWidth) << 2);
    memory.fill(dv + offset, 0, (<usize>headWidth) << 2);
  }
}

@inline
function clearRow(row: usize): void {
  v128.store(row, f32x4.splat(0));
  v128.store(row, f32x4.splat(0), 16);
}
