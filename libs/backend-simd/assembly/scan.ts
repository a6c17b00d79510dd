// Sums along an axis, each element the sum of those before it.
import { at } from './vector';

@inline
function add4(isFloat: bool, a: v128, b: v128): v128 {
  return isFloat ? f32x4.add(a, b) : i32x4.add(a, b);
}

/** y = a + b for columns begin <= i < end of one row. */
@inline
function addRows(isFloat: bool, a: usize, b: usize, y: usize, begin: i32, end: i32): void {
  let i = begin;
  for (; i + 4 <= end; i += 4) v128.store(at(y, i), add4(isFloat, v128.load(at(a, i)), v128.load(at(b, i))));
  for (; i < end; i++) {
    if (isFloat) store<f32>(at(y, i), load<f32>(at(a, i)) + load<f32>(at(b, i)));
    else store<i32>(at(y, i), load<i32>(at(a, i)) + load<i32>(at(b, i)));
  }
}

/** One row of values, its sum kept in a register. */
@inline
function scanRow(isFloat: bool, x: usize, y: usize, n: i32, step: i32, exclusive: bool): void {
  let float: f32 = 0;
  let integer: i32 = 0;
  for (let i = 0; i < n; i++) {
    if (isFloat) {
      const next = i == 0 && !exclusive ? load<f32>(x) : float + load<f32>(x);
      store<f32>(y, exclusive ? float : next);
      float = next;
    } else {
      const next = integer + load<i32>(x);
      store<i32>(y, exclusive ? integer : next);
      integer = next;
    }
    x += step;
    y += step;
  }
}

/**
 * Cumulative sums along the middle axis of [*, n, inner] for outerBegin <= o < outerEnd and columns colBegin <= c <
 * colEnd, floats or integers of 4 bytes; `exclusive`: without the element itself; `reverse`: from the end.
 */
export function cumulativeSums(
  x: usize,
  y: usize,
  n: i32,
  inner: i32,
  outerBegin: i32,
  outerEnd: i32,
  colBegin: i32,
  colEnd: i32,
  isFloat: i32,
  exclusive: i32,
  reverse: i32,
): void {
  if (n <= 0) return;
  const step = reverse ? -inner : inner;
  const bytes = (<usize>(colEnd - colBegin)) << 2;
  for (let o = outerBegin; o < outerEnd; o++) {
    if (inner == 1) {
      const first = o * n + (reverse ? n - 1 : 0);
      if (isFloat) scanRow(true, at(x, first), at(y, first), n, 4 * step, exclusive != 0);
      else scanRow(false, at(x, first), at(y, first), n, 4 * step, exclusive != 0);
      continue;
    }
    let row = o * n * inner + (reverse ? (n - 1) * inner : 0);
    if (exclusive) memory.fill(at(y, row + colBegin), 0, bytes);
    else memory.copy(at(y, row + colBegin), at(x, row + colBegin), bytes);
    for (let i = 1; i < n; i++) {
      const last = row;
      row += step;
      const added = at(x, exclusive ? last : row);
      if (isFloat) addRows(true, added, at(y, last), at(y, row), colBegin, colEnd);
      else addRows(false, added, at(y, last), at(y, row), colBegin, colEnd);
    }
  }
}
