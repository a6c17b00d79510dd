// Elementwise kernels. Operations are numbered as in src/kernels/elementwise.ts.
import { randomWords } from './instance';
import { erf4, exp4, expShifted, log4, tanh4 } from './math';
import { dropoutRange } from './philox';
import { at, madd } from './vector';

@inline
function binaryOp(op: i32, x: v128, y: v128): v128 {
  if (op == 0) return f32x4.add(x, y);
  if (op == 1) return f32x4.sub(x, y);
  if (op == 2) return f32x4.mul(x, y);
  if (op == 3) return f32x4.div(x, y);
  if (op == 4) return f32x4.max(x, y);
  if (op == 5) return f32x4.min(x, y);
  const d = f32x4.sub(x, y);
  return f32x4.mul(d, d);
}

@inline
function binaryLoop(op: i32, a: usize, b: usize, y: usize, n: i32, aOne: bool, bOne: bool): void {
  let i = 0;
  if (aOne) {
    const x = v128.load_splat<f32>(a);
    for (; i + 4 <= n; i += 4) v128.store(at(y, i), binaryOp(op, x, v128.load(at(b, i))));
  } else if (bOne) {
    const x = v128.load_splat<f32>(b);
    for (; i + 4 <= n; i += 4) v128.store(at(y, i), binaryOp(op, v128.load(at(a, i)), x));
  } else {
    for (; i + 4 <= n; i += 4) v128.store(at(y, i), binaryOp(op, v128.load(at(a, i)), v128.load(at(b, i))));
  }
  for (; i < n; i++) {
    const x = v128.load_splat<f32>(aOne ? a : at(a, i));
    const z = v128.load_splat<f32>(bOne ? b : at(b, i));
    store<f32>(at(y, i), f32x4.extract_lane(binaryOp(op, x, z), 0));
  }
}

/** How an operand meets the rows of the result. */
const FULL: i32 = 0; // has every element
const ROW: i32 = 1; // one row, the same for all
const COLUMN: i32 = 2; // one value a row

function binaryPart(op: i32, a: usize, b: usize, y: usize, n: i32, aOne: bool, bOne: bool): void {
  switch (op) {
    case 0: binaryLoop(0, a, b, y, n, aOne, bOne); break;
    case 1: binaryLoop(1, a, b, y, n, aOne, bOne); break;
    case 2: binaryLoop(2, a, b, y, n, aOne, bOne); break;
    case 3: binaryLoop(3, a, b, y, n, aOne, bOne); break;
    case 4: binaryLoop(4, a, b, y, n, aOne, bOne); break;
    case 5: binaryLoop(5, a, b, y, n, aOne, bOne); break;
    default: binaryLoop(6, a, b, y, n, aOne, bOne);
  }
}

/** y[r, i] = op(a, b) for rows rowBegin <= r < rowEnd of `inner` elements. */
export function binary(
  op: i32, a: usize, aMode: i32, b: usize, bMode: i32, y: usize, inner: i32, rowBegin: i32, rowEnd: i32,
): void {
  for (let r = rowBegin; r < rowEnd; r++) {
    const start = r * inner;
    const pa = aMode == FULL ? at(a, start) : aMode == ROW ? a : at(a, r);
    const pb = bMode == FULL ? at(b, start) : bMode == ROW ? b : at(b, r);
    binaryPart(op, pa, pb, at(y, start), inner, aMode == COLUMN, bMode == COLUMN);
  }
}

/** y[i] = op(a, b) for begin <= i < end; `aOne`, `bOne`: that operand is one value for all. y may be a or b. */
export function binaryRange(op: i32, a: usize, aOne: i32, b: usize, bOne: i32, y: usize, begin: i32, end: i32): void {
  const pa = aOne ? a : at(a, begin);
  const pb = bOne ? b : at(b, begin);
  binaryPart(op, pa, pb, at(y, begin), end - begin, aOne != 0, bOne != 0);
}

const INV_SQRT_TAU: f32 = 0.3989422804014327;

/** exp(-x^2 / 2), not below exp(-60) */
@inline
function bell(x: v128): v128 {
  return expShifted(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/**
 * The normal distribution function at x, given bell(x): Abramowitz and Stegun 7.1.26, off by at most 7.5e-8. It shares
 * its exponential with the density, and does not cancel for negative x.
 */
@inline
function normalCdf(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, madd(f32x4.abs(x), f32x4.splat(0.23164188), one)); // 0.3275911 / sqrt(2)
  let p = f32x4.splat(0.5307027145);
  p = madd(p, t, f32x4.splat(-0.7265760135));
  p = madd(p, t, f32x4.splat(0.7107068705));
  p = madd(p, t, f32x4.splat(-0.142248368));
  p = madd(p, t, f32x4.splat(0.127414796));
  const tail = f32x4.mul(f32x4.mul(p, t), e);
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

@inline
function gelu4(x: v128): v128 {
  return f32x4.mul(x, normalCdf(x, bell(x)));
}

@inline
function unaryOp(op: i32, x: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  if (op == 0) return exp4(x);
  if (op == 1) return log4(x);
  if (op == 2) return f32x4.sqrt(x);
  if (op == 3) return f32x4.div(one, f32x4.sqrt(x));
  if (op == 4) return tanh4(x);
  if (op == 5) return erf4(x);
  if (op == 6) return f32x4.max(x, zero);
  if (op == 7) return f32x4.neg(x);
  if (op == 8) return f32x4.mul(x, x);
  if (op == 9) return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
  if (op == 10) return f32x4.abs(x);
  if (op == 11) return gelu4(x);
  // Step; NaN stays NaN.
  if (op == 12) return v128.bitselect(v128.and(one, f32x4.gt(x, zero)), x, f32x4.eq(x, x));
  return f32x4.div(one, x);
}

@inline
function unaryLoop(op: i32, x: usize, y: usize, begin: i32, end: i32): void {
  let i = begin;
  for (; i + 4 <= end; i += 4) v128.store(at(y, i), unaryOp(op, v128.load(at(x, i))));
  for (; i < end; i++) store<f32>(at(y, i), f32x4.extract_lane(unaryOp(op, v128.load_splat<f32>(at(x, i))), 0));
}

/** y[i] = op(x[i]) for begin <= i < end. */
export function unary(op: i32, x: usize, y: usize, begin: i32, end: i32): void {
  switch (op) {
    case 0: unaryLoop(0, x, y, begin, end); break;
    case 1: unaryLoop(1, x, y, begin, end); break;
    case 2: unaryLoop(2, x, y, begin, end); break;
    case 3: unaryLoop(3, x, y, begin, end); break;
    case 4: unaryLoop(4, x, y, begin, end); break;
    case 5: unaryLoop(5, x, y, begin, end); break;
    case 6: unaryLoop(6, x, y, begin, end); break;
    case 7: unaryLoop(7, x, y, begin, end); break;
    case 8: unaryLoop(8, x, y, begin, end); break;
    case 9: unaryLoop(9, x, y, begin, end); break;
    case 10: unaryLoop(10, x, y, begin, end); break;
    case 11: unaryLoop(11, x, y, begin, end); break;
    case 12: unaryLoop(12, x, y, begin, end); break;
    default: unaryLoop(13, x, y, begin, end);
  }
}

const CHUNK: i32 = 2048; // elements that stay in the first-level cache between two loops over them

/** y = dropout(gelu(x)) for begin <= i < end; `plan` may be 0. */
export function gelu(x: usize, y: usize, begin: i32, end: i32, plan: usize): void {
  for (let i = begin; i < end; i += CHUNK) {
    const stop = min(end, i + CHUNK);
    unaryLoop(11, x, y, i, stop);
    if (plan) dropoutRange(at(y, i), at(y, i), i, stop - i, plan);
  }
}

/** On four elements: dx = dy * mask * gelu'(x), and what gelu(x) is, times the mask. */
@inline
function geluBoth(dy: usize, x: usize, dx: usize, y: usize): void {
  const v = v128.load(x);
  const mask = v128.load(y);
  const e = bell(v);
  const phi = normalCdf(v, e);
  const slope = madd(f32x4.mul(v, e), f32x4.splat(INV_SQRT_TAU), phi);
  v128.store(dx, f32x4.mul(f32x4.mul(v128.load(dy), mask), slope));
  v128.store(y, f32x4.mul(f32x4.mul(v, phi), mask));
}

/**
 * dx of y = dropout(gelu(x)) for begin <= i < end, and y itself again: what the gradient of a layer behind it needs.
 * `plan` may be 0. dx may be dy.
 */
export function geluGrad(dy: usize, x: usize, dx: usize, y: usize, begin: i32, end: i32, plan: usize): void {
  for (let i = begin; i < end; i += CHUNK) {
    const stop = min(end, i + CHUNK);
    fill(y, i, stop, 1);
    if (plan) dropoutRange(at(y, i), at(y, i), i, stop - i, plan); // the mask
    let j = i;
    for (; j + 4 <= stop; j += 4) geluBoth(at(dy, j), at(x, j), at(dx, j), at(y, j));
    if (j < stop) geluRest(dy, x, dx, y, j, stop);
  }
}

/** The last, fewer than four elements, by way of vectors in private memory. */
function geluRest(dy: usize, x: usize, dx: usize, y: usize, begin: i32, end: i32): void {
  const work = randomWords();
  const bytes = (<usize>(end - begin)) << 2;
  memory.copy(work, at(dy, begin), bytes);
  memory.copy(work + 16, at(x, begin), bytes);
  memory.copy(work + 48, at(y, begin), bytes);
  geluBoth(work, work + 16, work + 32, work + 48);
  memory.copy(at(dx, begin), work + 32, bytes);
  memory.copy(at(y, begin), work + 48, bytes);
}

/** dx = dy * scale where y > 0, else 0. */
export function reluGrad(dy: usize, y: usize, dx: usize, begin: i32, end: i32, scale: f32): void {
  const zero = f32x4.splat(0);
  const s = f32x4.splat(scale);
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    const d = f32x4.mul(v128.load(at(dy, i)), s);
    v128.store(at(dx, i), v128.and(d, f32x4.gt(v128.load(at(y, i)), zero)));
  }
  for (; i < end; i++) store<f32>(at(dx, i), load<f32>(at(y, i)) > 0 ? load<f32>(at(dy, i)) * scale : 0);
}

export function fill(y: usize, begin: i32, end: i32, value: f32): void {
  const v = f32x4.splat(value);
  let i = begin;
  for (; i + 4 <= end; i += 4) v128.store(at(y, i), v);
  for (; i < end; i++) store<f32>(at(y, i), value);
}
