// Elementwise kernels. Operations are numbered as in src/kernels/elementwise.ts.
import { erf4, exp4, log4, tanh4 } from './math';
import { at } from './vector';

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
  // Step; NaN stays NaN.
  if (op == 11) return v128.bitselect(v128.and(one, f32x4.gt(x, zero)), x, f32x4.eq(x, x));
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
    default: unaryLoop(12, x, y, begin, end);
  }
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
