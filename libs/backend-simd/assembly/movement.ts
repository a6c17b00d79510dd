// Values moved without being computed with: boxes copied between layouts, fills, changes of type.
import { at } from './vector';

/** Shorter runs are copied by a loop: a call of memory.copy costs about as much. */
const SHORT: i32 = 16;

@inline
function copyWords(x: usize, y: usize, count: i32, xStep: i32, yStep: i32): void {
  if (yStep == 4 && xStep == 4 && count >= SHORT) {
    memory.copy(y, x, (<usize>count) << 2);
  } else if (yStep == 4 && xStep == 0 && count >= SHORT) {
    fillWords(y, 0, count, load<i32>(x));
  } else {
    for (let i = 0; i < count; i++) {
      store<i32>(y, load<i32>(x));
      x += xStep;
      y += yStep;
    }
  }
}

@inline
function copyBytes(x: usize, y: usize, count: i32, xStep: i32, yStep: i32): void {
  if (yStep == 1 && xStep == 1 && count >= SHORT) {
    memory.copy(y, x, <usize>count);
  } else if (yStep == 1 && xStep == 0 && count >= SHORT) {
    memory.fill(y, load<u8>(x), <usize>count);
  } else {
    for (let i = 0; i < count; i++) {
      store<u8>(y, load<u8>(x));
      x += xStep;
      y += yStep;
    }
  }
}

/**
 * Copies elements begin <= i < end of a box [*, d1, d2, d3, n], numbered row by row; `size` bytes each, 4 or 1. Strides
 * are in bytes: x0 .. x3 and xStep of the source (0 repeats, negative runs backwards), y0 .. y3 and yStep of the target.
 */
export function copyBox(
  x: usize,
  y: usize,
  begin: i32,
  end: i32,
  size: i32,
  d1: i32,
  d2: i32,
  d3: i32,
  n: i32,
  x0: i32,
  x1: i32,
  x2: i32,
  x3: i32,
  xStep: i32,
  y0: i32,
  y1: i32,
  y2: i32,
  y3: i32,
  yStep: i32,
): void {
  let left = end - begin;
  if (left <= 0) return;
  let row = begin / n;
  let offset = begin - row * n;
  let i3 = row % d3;
  row /= d3;
  let i2 = row % d2;
  row /= d2;
  let i1 = row % d1;
  const i0 = row / d1;
  // Addresses wrap at 4 GiB as the strides do, so negative ones need no care.
  x += i0 * x0 + i1 * x1 + i2 * x2 + i3 * x3;
  y += i0 * y0 + i1 * y1 + i2 * y2 + i3 * y3;
  while (true) {
    const count = min(n - offset, left);
    if (size == 4) copyWords(x + offset * xStep, y + offset * yStep, count, xStep, yStep);
    else copyBytes(x + offset * xStep, y + offset * yStep, count, xStep, yStep);
    left -= count;
    if (left <= 0) return;
    offset = 0;
    x += x3;
    y += y3;
    if (++i3 < d3) continue;
    i3 = 0;
    x += x2 - d3 * x3;
    y += y2 - d3 * y3;
    if (++i2 < d2) continue;
    i2 = 0;
    x += x1 - d2 * x2;
    y += y1 - d2 * y2;
    if (++i1 < d1) continue;
    i1 = 0;
    x += x0 - d1 * x1;
    y += y0 - d1 * y1;
  }
}

/** y[i] = bits for begin <= i < end, elements of 4 bytes. */
export function fillWords(y: usize, begin: i32, end: i32, bits: i32): void {
  const v = i32x4.splat(bits);
  let i = begin;
  for (; i + 4 <= end; i += 4) v128.store(at(y, i), v);
  for (; i < end; i++) store<i32>(at(y, i), bits);
}

/** What JavaScript's own conversion gives: truncated, modulo 2^32, 0 for NaN and infinities. */
@inline
function toInteger(x: f32): i32 {
  // Beyond 2^63 every float is a multiple of 2^32.
  return abs(x) < <f32>9223372036854775808.0 ? <i32>(<i64>x) : 0;
}

function floatsToIntegers(x: usize, y: usize, begin: i32, end: i32): void {
  const limit = f32x4.splat(2147483648);
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    const v = v128.load(at(x, i));
    if (i32x4.all_true(f32x4.lt(f32x4.abs(v), limit))) {
      v128.store(at(y, i), i32x4.trunc_sat_f32x4_s(v));
    } else {
      for (let j = i; j < i + 4; j++) store<i32>(at(y, j), toInteger(load<f32>(at(x, j))));
    }
  }
  for (; i < end; i++) store<i32>(at(y, i), toInteger(load<f32>(at(x, i))));
}

function integersToFloats(x: usize, y: usize, begin: i32, end: i32): void {
  let i = begin;
  for (; i + 4 <= end; i += 4) v128.store(at(y, i), f32x4.convert_i32x4_s(v128.load(at(x, i))));
  for (; i < end; i++) store<f32>(at(y, i), <f32>load<i32>(at(x, i)));
}

/** Four bytes become four words. */
@inline
function widen(x: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(x)));
}

function bytesToIntegers(x: usize, y: usize, begin: i32, end: i32): void {
  let i = begin;
  for (; i + 4 <= end; i += 4) v128.store(at(y, i), widen(x + i));
  for (; i < end; i++) store<i32>(at(y, i), load<u8>(x + i));
}

function bytesToFloats(x: usize, y: usize, begin: i32, end: i32): void {
  let i = begin;
  for (; i + 4 <= end; i += 4) v128.store(at(y, i), f32x4.convert_i32x4_s(widen(x + i)));
  for (; i < end; i++) store<f32>(at(y, i), <f32>load<u8>(x + i));
}

/** y[i] = x[i] in another type, for begin <= i < end. Kinds are numbered as in src/kernels/fill-and-cast.ts. */
export function convert(kind: i32, x: usize, y: usize, begin: i32, end: i32): void {
  if (kind == 0) floatsToIntegers(x, y, begin, end);
  else if (kind == 1) integersToFloats(x, y, begin, end);
  else if (kind == 2) bytesToIntegers(x, y, begin, end);
  else bytesToFloats(x, y, begin, end);
}
