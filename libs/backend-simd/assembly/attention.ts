// Multi-head attention on the [B, T, D] layout: a head is a strided panel, so heads are never split or merged.
import { gemm } from './gemm';
import { expNonPositive } from './math';
import { dropoutRange } from './philox';
import { at, madd, max4, sum4 } from './vector';

const MASKED: f32 = -1e9; // not -Infinity: a row without any key must not become NaN

/** In place: row = softmax(row + penalty), penalties of future keys included. */
function softmaxRow(row: usize, penalty: usize, scale: f32, n: i32, visible: i32): void {
  const s = f32x4.splat(scale);
  let top = f32x4.splat(-Infinity);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    let x = f32x4.mul(v128.load(at(row, i)), s);
    if (penalty) x = f32x4.add(x, v128.load(at(penalty, i)));
    if (i + 4 > visible) {
      const index = i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3));
      x = f32x4.add(x, v128.and(f32x4.splat(MASKED), i32x4.ge_s(index, i32x4.splat(visible))));
    }
    v128.store(at(row, i), x);
    top = f32x4.max(top, x);
  }
  let most = max4(top);
  const tail = i;
  for (; i < n; i++) {
    let x = load<f32>(at(row, i)) * scale;
    if (penalty) x += load<f32>(at(penalty, i));
    if (i >= visible) x += MASKED;
    store<f32>(at(row, i), x);
    most = max(most, x);
  }
  const shift = f32x4.splat(most);
  let sum = f32x4.splat(0);
  for (i = 0; i < tail; i += 4) {
    const e = expNonPositive(f32x4.sub(v128.load(at(row, i)), shift));
    v128.store(at(row, i), e);
    sum = f32x4.add(sum, e);
  }
  let total = sum4(sum);
  for (; i < n; i++) {
    const e = f32x4.extract_lane(expNonPositive(f32x4.splat(load<f32>(at(row, i)) - most)), 0);
    store<f32>(at(row, i), e);
    total += e;
  }
  const inverse = <f32>1 / total;
  const v = f32x4.splat(inverse);
  for (i = 0; i < tail; i += 4) v128.store(at(row, i), f32x4.mul(v128.load(at(row, i)), v));
  for (; i < n; i++) store<f32>(at(row, i), load<f32>(at(row, i)) * inverse);
}

/**
 * Batch rows batchBegin <= b < batchEnd. keyMask [B, S] (1 = real) and plan may be 0. `scratch` holds T * S + S floats,
 * `work` is a matrix product's.
 */
export function attention(
  q: usize,
  k: usize,
  v: usize,
  keyMask: usize,
  plan: usize,
  y: usize,
  probabilities: usize,
  queries: i32,
  keys: i32,
  heads: i32,
  headWidth: i32,
  causal: i32,
  scale: f32,
  batchBegin: i32,
  batchEnd: i32,
  scratch: usize,
  work: usize,
): void {
  const width = heads * headWidth;
  const cells = queries * keys;
  const penalty = keyMask ? at(scratch, cells) : 0;
  for (let b = batchBegin; b < batchEnd; b++) {
    for (let j = 0; keyMask != 0 && j < keys; j++) {
      store<f32>(at(penalty, j), (<f32>1 - load<f32>(at(keyMask, b * keys + j))) * MASKED);
    }
    for (let h = 0; h < heads; h++) {
      const p = at(probabilities, (b * heads + h) * cells);
      const qOffset = b * queries * width + h * headWidth;
      const kOffset = b * keys * width + h * headWidth;
      gemm(
        at(q, qOffset),
        width,
        1,
        at(k, kOffset),
        1,
        width,
        p,
        keys,
        0, queries, 0, keys, headWidth, 0, 0, 0
      );
      for (let t = 0; t < queries; t++) {
        softmaxRow(at(p, t * keys), penalty, scale, keys, causal ? t + 1 : keys);
      }
      let weights = p;
      if (plan) {
        weights = scratch;
        dropoutRange(scratch, p, (b * heads + h) * cells, cells, plan);
      }
      gemm(
        weights,
        keys,
        1,
        at(v, kOffset),
        width,
        1,
        at(y, qOffset),
        width,
        0, queries, 0, headWidth, keys, 0, 0, 0
      );
    }
  }
}

/** In place: d = p * (d - sum(d * p)) * scale for each row. */
function softmaxGrad(d: usize, p: usize, rows: i32, n: i32, scale: f32): void {
  for (let r = 0; r < rows; r++) {
    let sum = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= n; i += 4) sum = madd(v128.load(at(d, i)), v128.load(at(p, i)), sum);
    let total = sum4(sum);
    const tail = i;
    for (; i < n; i++) total += load<f32>(at(d, i)) * load<f32>(at(p, i));
    const t = f32x4.splat(total);
    const s = f32x4.splat(scale);
    for (i = 0; i < tail; i += 4) {
      const inner = f32x4.mul(f32x4.sub(v128.load(at(d, i)), t), v128.load(at(p, i)));
      v128.store(at(d, i), f32x4.mul(inner, s));
    }
    for (; i < n; i++) store<f32>(at(d, i), (load<f32>(at(d, i)) - total) * load<f32>(at(p, i)) * scale);
    d = at(d, n);
    p = at(p, n);
  }
}

/** Gradients of batch rows batchBegin <= b < batchEnd. `scratch` holds 2 * T * S floats. */
export function attentionGrad(
  dy: usize,
  q: usize,
  k: usize,
  v: usize,
  probabilities: usize,
  plan: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  queries: i32,
  keys: i32,
  heads: i32,
  headWidth: i32,
  scale: f32,
  batchBegin: i32,
  batchEnd: i32,
  scratch: usize,
  work: usize,
): void {
  const width = heads * headWidth;
  const cells = queries * keys;
  const d = scratch;
  for (let b = batchBegin; b < batchEnd; b++) {
    for (let h = 0; h < heads; h++) {
      const p = at(probabilities, (b * heads + h) * cells);
      const qo = b * queries * width + h * headWidth;
      const ko = b * keys * width + h * headWidth;
      let weights = p;
      gemm(at(dy, qo), width, 1, at(v, ko), 1, width, d, keys, 0, queries, 0, keys, headWidth, 0, 0, 0);
      if (plan) {
        weights = at(scratch, cells);
        dropoutRange(weights, p, (b * heads + h) * cells, cells, plan);
        dropoutRange(d, d, (b * heads + h) * cells, cells, plan);
      }
      gemm(
        weights,
        1,
        keys,
        at(dy, qo),
        width,
        1,
        at(dv, ko),
        width,
        0, keys, 0, headWidth, queries, 0, 0, 0
      );
      softmaxGrad(d, p, queries, keys, scale);
      gemm(d, keys, 1, at(k, ko), width, 1, at(dq, qo), width, 0, queries, 0, headWidth, keys, 0, 0, 0);
      gemm(d, 1, keys, at(q, qo), width, 1, at(dk, ko), width, 0, keys, 0, headWidth, queries, 0, 0, 0);
    }
  }
}
