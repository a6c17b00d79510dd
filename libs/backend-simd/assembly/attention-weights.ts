// What lies between the products of attention, for eight queries at a time: scores become weights, and gradients of
// weights gradients of scores. Blocks are [key][query], see Work.
import { keepBlock } from './attention-dropout';
import { keptGradients, keptSums } from './attention-kept';
import {
  addFuture, addPenalties, columnMaxima, exponentials, probabilities, scoreGradients,
} from './attention-softmax';
import { Work } from './attention-work';
import { at } from './vector';

/**
 * In place, for queries from t on and the first `keys` keys: scores become weights, not yet multiplied by w.factors. Notes
 * in `state` of the unit what the backward pass needs.
 */
export function weights(w: Work, block: usize, keys: i32, t: i32, state: usize): void {
  const rows8 = (w.queries + 7) & ~7;
  const maxima = at(state, t);
  const inverses = at(maxima, rows8);
  maskBlock(w, block, keys, t);
  columnMaxima(block, w.keyBytes, keys, maxima);
  const kept = w.keptBytes ? at(state, 2 * rows8) + <usize>(t >> 3) * w.keptBytes : 0;
  exponentials(block, w.keyBytes, keys, maxima, inverses, keepOf(w, keys, t), kept, w.constants);
  const s = f32x4.splat(w.dropScale);
  v128.store(w.factors, f32x4.mul(v128.load(inverses), s));
  v128.store(w.factors, f32x4.mul(v128.load(inverses, 16), s), 16);
}

/**
 * In place, for queries from t on and the first `keys` keys: d = dy v^T times both scales becomes the gradient of the
 * scores, and `block`, scores where no weights are kept, becomes the weights as they were mixed.
 */
export function weightGradients(w: Work, block: usize, d: usize, keys: i32, t: i32, state: usize): void {
  const step = w.keyBytes;
  const rows8 = (w.queries + 7) & ~7;
  const maxima = at(state, t);
  const inverses = at(maxima, rows8);
  if (w.keptBytes) {
    const kept = at(state, 2 * rows8) + <usize>(t >> 3) * w.keptBytes;
    keptSums(kept, d, step, keys, inverses, w.sums, w.threshold != 0);
    keptGradients(kept, block, d, step, keys, inverses, w.sums, w.dropScale);
  } else {
    const keep = keepOf(w, keys, t);
    maskBlock(w, block, keys, t);
    probabilities(block, d, step, keys, maxima, inverses, keep, w.sums, w.constants);
    scoreGradients(block, d, step, keys, w.sums, keep, w.dropScale);
  }
}

/** For eight queries: keys begin <= s < end, which only others of their block see. */
export function clearKeys(w: Work, block: usize, begin: i32, end: i32): void {
  for (let s = begin; s < end; s++) {
    const row = block + <usize>s * w.keyBytes;
    v128.store(row, f32x4.splat(0));
    v128.store(row, f32x4.splat(0), 16);
  }
}

/** Gradients of keys from `begin` on, which no query sees. */
export function clearGradients(w: Work, gradient: usize, begin: i32): void {
  for (let s = begin; s < w.keys; s++) {
    memory.fill(gradient + <usize>s * w.rowBytes, 0, (<usize>w.headWidth) << 2);
  }
}

/** Masks the scores of the first `keys` keys, for eight queries from t on. */
function maskBlock(w: Work, block: usize, keys: i32, t: i32): void {
  if (w.penalty) addPenalties(block, w.keyBytes, keys, w.penalty);
  if (w.causal && t < keys) addFuture(block + <usize>t * w.keyBytes, w.keyBytes, keys - t, w.masked);
}

/** The dropout masks keep[key][8] of eight queries from t on; 0: nothing is dropped. */
function keepOf(w: Work, keys: i32, t: i32): usize {
  if (!w.threshold) return 0;
  keepBlock(w.keep, keys, (<u64>w.unit * w.queries + t) * w.keys, w.keys, w.threshold);
  return w.keep;
}
