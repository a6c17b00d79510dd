// Truth values: one byte each, 0 or 1. Operations are numbered as in src/kernels/comparisons.ts.
import { at } from './vector';

const EQUAL: i32 = 0;
const NOT_EQUAL: i32 = 1;
const LESS: i32 = 2;
const LESS_EQUAL: i32 = 3;
const AND: i32 = 4;

@inline
function masksOf(op: i32, isFloat: bool, a: v128, b: v128): v128 {
  if (isFloat) {
    if (op == EQUAL) return f32x4.eq(a, b);
    if (op == NOT_EQUAL) return f32x4.ne(a, b);
    if (op == LESS) return f32x4.lt(a, b);
    return f32x4.le(a, b);
  }
  if (op == EQUAL) return i32x4.eq(a, b);
  if (op == NOT_EQUAL) return i32x4.ne(a, b);
  if (op == LESS) return i32x4.lt_s(a, b);
  return i32x4.le_s(a, b);
}

/** Four words of an operand from element i; of one that is one value for all, four times that. */
@inline
function wordsAt(x: usize, isOne: bool, i: i32): v128 {
  return isOne ? v128.load32_splat(x) : v128.load(at(x, i));
}

@inline
function wordAt(x: usize, isOne: bool, i: i32): v128 {
  return v128.load32_splat(isOne ? x : at(x, i));
}

@inline
function compareLoop(
  op: i32, isFloat: bool, a: usize, aOne: bool, b: usize, bOne: bool, y: usize, begin: i32, end: i32,
): void {
  const one = i8x16.splat(1);
  let i = begin;
  for (; i + 16 <= end; i += 16) {
    const m0 = masksOf(op, isFloat, wordsAt(a, aOne, i), wordsAt(b, bOne, i));
    const m1 = masksOf(op, isFloat, wordsAt(a, aOne, i + 4), wordsAt(b, bOne, i + 4));
    const m2 = masksOf(op, isFloat, wordsAt(a, aOne, i + 8), wordsAt(b, bOne, i + 8));
    const m3 = masksOf(op, isFloat, wordsAt(a, aOne, i + 12), wordsAt(b, bOne, i + 12));
    const low = i16x8.narrow_i32x4_s(m0, m1);
    const high = i16x8.narrow_i32x4_s(m2, m3);
    v128.store(y + i, v128.and(i8x16.narrow_i16x8_s(low, high), one));
  }
  for (; i < end; i++) {
    const m = masksOf(op, isFloat, wordAt(a, aOne, i), wordAt(b, bOne, i));
    store<u8>(y + i, <u8>(i32x4.extract_lane(m, 0) & 1));
  }
}

/**
 * y[i] = op(a[i], b[i]) for begin <= i < end, on floats or integers of 4 bytes. `aOne`, `bOne`: that operand is one value
 * for all.
 */
export function compareWords(
  op: i32, isFloat: i32, a: usize, aOne: i32, b: usize, bOne: i32, y: usize, begin: i32, end: i32,
): void {
  const x = aOne != 0;
  const z = bOne != 0;
  switch (isFloat != 0 ? op : op + 4) {
    case 0: compareLoop(EQUAL, true, a, x, b, z, y, begin, end); break;
    case 1: compareLoop(NOT_EQUAL, true, a, x, b, z, y, begin, end); break;
    case 2: compareLoop(LESS, true, a, x, b, z, y, begin, end); break;
    case 3: compareLoop(LESS_EQUAL, true, a, x, b, z, y, begin, end); break;
    case 4: compareLoop(EQUAL, false, a, x, b, z, y, begin, end); break;
    case 5: compareLoop(NOT_EQUAL, false, a, x, b, z, y, begin, end); break;
    case 6: compareLoop(LESS, false, a, x, b, z, y, begin, end); break;
    default: compareLoop(LESS_EQUAL, false, a, x, b, z, y, begin, end);
  }
}

@inline
function truth(op: i32, a: v128, b: v128): v128 {
  if (op == EQUAL) return i8x16.eq(a, b);
  if (op == NOT_EQUAL) return i8x16.ne(a, b);
  if (op == LESS) return i8x16.lt_u(a, b);
  if (op == LESS_EQUAL) return i8x16.le_u(a, b);
  const zero = i8x16.splat(0);
  if (op == AND) return v128.and(i8x16.ne(a, zero), i8x16.ne(b, zero));
  return i8x16.ne(v128.or(a, b), zero);
}

/** The same on truth values, and besides them AND and OR. */
export function compareBytes(
  op: i32, a: usize, aOne: i32, b: usize, bOne: i32, y: usize, begin: i32, end: i32,
): void {
  const one = i8x16.splat(1);
  let i = begin;
  for (; i + 16 <= end; i += 16) {
    const x = aOne ? v128.load8_splat(a) : v128.load(a + i);
    const z = bOne ? v128.load8_splat(b) : v128.load(b + i);
    v128.store(y + i, v128.and(truth(op, x, z), one));
  }
  for (; i < end; i++) {
    const m = truth(op, v128.load8_splat(aOne ? a : a + i), v128.load8_splat(bOne ? b : b + i));
    store<u8>(y + i, <u8>(i8x16.extract_lane_u(m, 0) & 1));
  }
}

/** y[i] = condition[i] is 1 ? a[i] : b[i] for begin <= i < end, elements of `size` bytes, 4 or 1. */
export function select(condition: usize, a: usize, b: usize, y: usize, size: i32, begin: i32, end: i32): void {
  let i = begin;
  if (size == 1) {
    for (; i < end; i++) store<u8>(y + i, load<u8>(load<u8>(condition + i) == 1 ? a + i : b + i));
    return;
  }
  const one = i32x4.splat(1);
  for (; i + 4 <= end; i += 4) {
    const c = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition + i)));
    const mask = i32x4.eq(c, one);
    v128.store(at(y, i), v128.bitselect(v128.load(at(a, i)), v128.load(at(b, i)), mask));
  }
  for (; i < end; i++) {
    store<i32>(at(y, i), load<i32>(load<u8>(condition + i) == 1 ? at(a, i) : at(b, i)));
  }
}
