// GELU, x Phi(x), and its slope Phi(x) + x phi(x). Chunk by chunk, in two loops: what is needed of the normal density, then
// the rest. Constants are loaded before a loop and stay in registers, which one loop would not have enough of; written as
// constants, V8 would make each of them anew for every vector, at a third of the whole cost.
import { fill } from './elementwise';
import { productWork } from './instance';
import { dropoutRange } from './philox';
import { at, madd } from './vector';

const CHUNK: i32 = 2048; // elements that stay in the first-level cache between two loops over them

const BELL: usize = 0;
const TAIL: usize = 40;
const SLOPE: usize = 76;
const CONSTANTS = memory.data<f32>([
  // exp(-x^2 / 2) = 2^(x^2 * this), not below 2^-86
  -0.7213475204444817, -86,
  12582912, // 1.5 * 2^23: added to a small number, it leaves the nearest integer in the low bits
  // 2^f on [-1/2, 1/2]: the minimax polynomial of degree 6 that is 1 at 0 (relative error 2.6e-9)
  1.559467759019341e-4, 1.3406643905960619e-3, 9.617692974747866e-3, 5.5503105509928145e-2,
  2.4022652782877177e-1, 6.931472149680414e-1, 1,
  // Abramowitz and Stegun 7.1.26: 1 - Phi(a) = exp(-a^2 / 2) (t times a polynomial in t), t = 1 / (1 + this a)
  0.23164188, 1, 0.5307027145, -0.7265760135, 0.7107068705, -0.142248368, 0.127414796,
  100, // as good as infinity, but 0 times it is 0
  0,
  0.5, 0.3989422804014327, // 1 / sqrt(2 pi)
]);

@inline
function constant(first: usize, index: i32): v128 {
  return v128.load_splat<f32>(CONSTANTS + first + ((<usize>index) << 2));
}

/** y = exp(-x^2 / 2) for `count` elements, rounded up to fours. */
function bells(x: usize, y: usize, count: i32): void {
  const scale = constant(BELL, 0);
  const least = constant(BELL, 1);
  const rounding = constant(BELL, 2);
  const c6 = constant(BELL, 3);
  const c5 = constant(BELL, 4);
  const c4 = constant(BELL, 5);
  const c3 = constant(BELL, 6);
  const c2 = constant(BELL, 7);
  const c1 = constant(BELL, 8);
  const one = constant(BELL, 9);
  for (const end = at(x, count); x < end; x += 16) {
    const v = v128.load(x);
    const e = f32x4.pmax(f32x4.mul(f32x4.mul(v, v), scale), least);
    const t = f32x4.add(e, rounding);
    const f = f32x4.sub(e, f32x4.sub(t, rounding));
    let p = madd(c6, f, c5);
    p = madd(p, f, c4);
    p = madd(p, f, c3);
    p = madd(p, f, c2);
    p = madd(p, f, c1);
    p = madd(p, f, one);
    v128.store(y, i32x4.add(p, i32x4.shl(t, 23)));
    y += 16;
  }
}

/** In place: y = gelu(x), from y = exp(-x^2 / 2). */
function values(x: usize, y: usize, count: i32): void {
  const slant = constant(TAIL, 0);
  const one = constant(TAIL, 1);
  const c4 = constant(TAIL, 2);
  const c3 = constant(TAIL, 3);
  const c2 = constant(TAIL, 4);
  const c1 = constant(TAIL, 5);
  const c0 = constant(TAIL, 6);
  const most = constant(TAIL, 7);
  const zero = constant(TAIL, 8);
  for (const end = at(x, count); x < end; x += 16) {
    const v = v128.load(x);
    const a = f32x4.pmin(f32x4.abs(v), most);
    const t = f32x4.div(one, madd(a, slant, one));
    let p = madd(c4, t, c3);
    p = madd(p, t, c2);
    p = madd(p, t, c1);
    p = madd(p, t, c0);
    const tail = f32x4.mul(f32x4.mul(p, t), v128.load(y));
    v128.store(y, f32x4.sub(f32x4.pmax(v, zero), f32x4.mul(a, tail)));
    y += 16;
  }
}

/** dx = dy * mask * gelu'(x), y = gelu(x) * mask, from y = exp(-x^2 / 2). */
function slopes(dy: usize, x: usize, mask: usize, dx: usize, y: usize, count: i32): void {
  const slant = constant(TAIL, 0);
  const one = constant(TAIL, 1);
  const c4 = constant(TAIL, 2);
  const c3 = constant(TAIL, 3);
  const c2 = constant(TAIL, 4);
  const c1 = constant(TAIL, 5);
  const c0 = constant(TAIL, 6);
  const half = constant(SLOPE, 0);
  const density = constant(SLOPE, 1);
  for (const end = at(x, count); x < end; x += 16) {
    const v = v128.load(x);
    const e = v128.load(y);
    const m = v128.load(mask);
    const t = f32x4.div(one, madd(f32x4.abs(v), slant, one));
    let p = madd(c4, t, c3);
    p = madd(p, t, c2);
    p = madd(p, t, c1);
    p = madd(p, t, c0);
    const tail = f32x4.mul(f32x4.mul(p, t), e);
    // 1 - tail, or tail for negative x
    const sign = v128.xor(v, f32x4.abs(v));
    const phi = f32x4.add(half, v128.xor(f32x4.sub(half, tail), sign));
    const slope = madd(f32x4.mul(v, e), density, phi);
    v128.store(dx, f32x4.mul(f32x4.mul(v128.load(dy), m), slope));
    v128.store(y, f32x4.mul(f32x4.mul(v, phi), m));
    dy += 16;
    mask += 16;
    dx += 16;
    y += 16;
  }
}

/** y = dropout(gelu(x)) for begin <= i < end; `plan` may be 0. */
export function gelu(x: usize, y: usize, begin: i32, end: i32, plan: usize): void {
  for (let i = begin; i < end; i += CHUNK) {
    const count = min(CHUNK, end - i);
    const whole = count & ~3;
    bells(at(x, i), at(y, i), whole);
    values(at(x, i), at(y, i), whole);
    if (whole < count) {
      const rest = productWork();
      const bytes = (<usize>(count - whole)) << 2;
      memory.copy(rest, at(x, i + whole), bytes);
      bells(rest, rest + 16, 4);
      values(rest, rest + 16, 4);
      memory.copy(at(y, i + whole), rest + 16, bytes);
    }
    if (plan) dropoutRange(at(y, i), at(y, i), i, count, plan);
  }
}

/**
 * dx of y = dropout(gelu(x)) for begin <= i < end, and y itself again: what the gradient of a layer behind it needs.
 * `plan` may be 0. dx may be dy, or x.
 */
export function geluGrad(dy: usize, x: usize, dx: usize, y: usize, begin: i32, end: i32, plan: usize): void {
  const mask = productWork();
  for (let i = begin; i < end; i += CHUNK) {
    const count = min(CHUNK, end - i);
    const whole = count & ~3;
    fill(mask, 0, count, 1);
    if (plan) dropoutRange(mask, mask, i, count, plan);
    bells(at(x, i), at(y, i), whole);
    slopes(at(dy, i), at(x, i), mask, at(dx, i), at(y, i), whole);
    if (whole < count) {
      const rest = mask + ((<usize>CHUNK) << 2);
      const bytes = (<usize>(count - whole)) << 2;
      memory.copy(rest, at(dy, i + whole), bytes);
      memory.copy(rest + 16, at(x, i + whole), bytes);
      bells(rest + 16, rest + 32, 4);
      slopes(rest, rest + 16, at(mask, whole), rest + 48, rest + 32, 4);
      memory.copy(at(dx, i + whole), rest + 48, bytes);
      memory.copy(at(y, i + whole), rest + 32, bytes);
    }
  }
}
