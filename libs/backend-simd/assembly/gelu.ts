// The Gaussian error linear unit x Phi(x), Phi the normal distribution function, and its slope Phi(x) + x phi(x). The
// coefficients are minimax ones, found by linear programming on a dense grid of 0 <= |x| <= 5.8.
import { fill } from './elementwise';
import { randomWords } from './instance';
import { dropoutRange } from './philox';
import { at, madd } from './vector';

// Constants come from memory: a load is one instruction, a constant that V8 makes anew wherever it is used three.

/**
 * Phi(-a) is approximated by p(-a)^-8, off by at most 2.1e-8: these are the coefficients of p, constant first. The power
 * falls off like the exponential that it stands for, so nothing cancels in the tail.
 */
const POWER: usize = memory.data<f32>([
  1.09050773, -0.108762853, 0.0488081862, -0.00948599266, 0.000869694271, -0.000313267386, -1.12956868e-6,
  -1.65015396e-5, -2.7818344e-6, -4.22169957e-7,
]);

/**
 * Of the slope. First -1 / (2 ln 2), the lowest exponent, and 1.5 * 2^23, which leaves the nearest integer in the low
 * bits; then 2^f / sqrt(2 pi) on [-1/2, 1/2] (relative error 7.5e-8), the highest power first; then what makes t of |x|,
 * and Phi(-|x|) / phi(x) as a polynomial in t, the highest power first (times phi, off by at most 1.7e-8).
 */
const SLOPE: usize = memory.data<f32>([
  -0.7213475204444817, -87, 12582912,
  0.0005296545824064008, 0.0038599825474827125, 0.02214414212076284, 0.09583439222274215, 0.276525631693288,
  0.39894230898740646,
  0.316, 1,
  -0.3366222368822714, 1.3361194714088276, -0.8058402429351783, 0.8777385339170095, 0.16522485808962695,
  0.016693719143567286,
]);

@inline
function constant(table: usize, index: usize): v128 {
  return v128.load_splat<f32>(table + 4 * index);
}

/**
 * gelu(x) = max(x, 0) + x- p(x-)^-8 with x- = -|x|. The error is at most 1.7e-7 for |x| < 4 and the rounding of x above;
 * relative to the value 1e-6 down to x = -2, 2e-4 at -4, 2e-3 at -5. NaN stays, and infinities give the limits: pmin turns
 * the NaN that they leave in the second term into 0.
 */
@inline
function gelu4(x: v128): v128 {
  const zero = i32x4.splat(0);
  const negative = v128.or(x, i32x4.splat(0x80000000));
  let p = constant(POWER, 9);
  p = madd(p, negative, constant(POWER, 8));
  p = madd(p, negative, constant(POWER, 7));
  p = madd(p, negative, constant(POWER, 6));
  p = madd(p, negative, constant(POWER, 5));
  p = madd(p, negative, constant(POWER, 4));
  p = madd(p, negative, constant(POWER, 3));
  p = madd(p, negative, constant(POWER, 2));
  p = madd(p, negative, constant(POWER, 1));
  p = madd(p, negative, constant(POWER, 0));
  p = f32x4.mul(p, p);
  p = f32x4.mul(p, p);
  p = f32x4.mul(p, p);
  return f32x4.add(f32x4.pmax(x, zero), f32x4.pmin(zero, f32x4.div(negative, p)));
}

/** phi(x), not below 2^-87: no gradient can tell, and no product becomes subnormal, which would be slow. */
@inline
function density(x: v128): v128 {
  const z = f32x4.pmax(f32x4.mul(f32x4.mul(x, x), constant(SLOPE, 0)), constant(SLOPE, 1));
  const t = f32x4.add(z, constant(SLOPE, 2));
  const f = f32x4.sub(z, f32x4.sub(t, constant(SLOPE, 2)));
  let p = constant(SLOPE, 3);
  p = madd(p, f, constant(SLOPE, 4));
  p = madd(p, f, constant(SLOPE, 5));
  p = madd(p, f, constant(SLOPE, 6));
  p = madd(p, f, constant(SLOPE, 7));
  p = madd(p, f, constant(SLOPE, 8));
  return i32x4.add(p, i32x4.shl(t, 23));
}

/** Phi(x), given phi(x): t = 1 / (1 + 0.316 |x|) in the manner of Abramowitz and Stegun 7.1.26, with one term more. */
@inline
function distribution(x: v128, phi: v128): v128 {
  const one = constant(SLOPE, 10);
  const t = f32x4.div(one, madd(f32x4.abs(x), constant(SLOPE, 9), one));
  let p = constant(SLOPE, 11);
  p = madd(p, t, constant(SLOPE, 12));
  p = madd(p, t, constant(SLOPE, 13));
  p = madd(p, t, constant(SLOPE, 14));
  p = madd(p, t, constant(SLOPE, 15));
  p = madd(p, t, constant(SLOPE, 16));
  const tail = f32x4.mul(p, phi);
  return v128.bitselect(tail, f32x4.sub(one, tail), i32x4.shr_s(x, 31));
}

const CHUNK: i32 = 2048; // elements that stay in the first-level cache between two loops over them

/** y = dropout(gelu(x)) for begin <= i < end; `plan` may be 0. */
export function gelu(x: usize, y: usize, begin: i32, end: i32, plan: usize): void {
  for (let i = begin; i < end; i += CHUNK) {
    const stop = min(end, i + CHUNK);
    geluRange(at(x, i), at(y, i), stop - i);
    if (plan) dropoutRange(at(y, i), at(y, i), i, stop - i, plan);
  }
}

function geluRange(x: usize, y: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const first = gelu4(v128.load(at(x, i)));
    const second = gelu4(v128.load(at(x, i), 16));
    v128.store(at(y, i), first);
    v128.store(at(y, i), second, 16);
  }
  for (; i < n; i++) store<f32>(at(y, i), f32x4.extract_lane(gelu4(v128.load_splat<f32>(at(x, i))), 0));
}

/** dx = dy * mask * gelu'(x), and gelu(x) * mask over the mask that y holds, on four elements. */
@inline
function finish4(dy: usize, dx: usize, y: usize, x: v128, phi: v128, whole: v128): void {
  const mask = v128.load(y);
  v128.store(dx, f32x4.mul(f32x4.mul(v128.load(dy), mask), madd(x, phi, whole)));
  v128.store(y, f32x4.mul(f32x4.mul(x, whole), mask));
}

/** The same on eight elements, two vectors side by side. */
@inline
function gradient8(dy: usize, x: usize, dx: usize, y: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  const phi0 = density(x0);
  const phi1 = density(x1);
  const whole0 = distribution(x0, phi0);
  const whole1 = distribution(x1, phi1);
  finish4(dy, dx, y, x0, phi0, whole0);
  finish4(dy + 16, dx + 16, y + 16, x1, phi1, whole1);
}

/**
 * dx of y = dropout(gelu(x)) for begin <= i < end, and y itself again, as near as rounding: what the gradient of a layer
 * behind it needs. The slope is off by at most 2.7e-7. `plan` may be 0. dx may be dy.
 */
export function geluGrad(dy: usize, x: usize, dx: usize, y: usize, begin: i32, end: i32, plan: usize): void {
  for (let i = begin; i < end; i += CHUNK) {
    const stop = min(end, i + CHUNK);
    fill(y, i, stop, 1);
    if (plan) dropoutRange(at(y, i), at(y, i), i, stop - i, plan); // the mask
    gradientRange(at(dy, i), at(x, i), at(dx, i), at(y, i), stop - i);
  }
}

function gradientRange(dy: usize, x: usize, dx: usize, y: usize, n: i32): void {
  for (const end = at(x, n & ~7); x < end; x += 32) {
    gradient8(dy, x, dx, y);
    dy += 32;
    dx += 32;
    y += 32;
  }
  if (n & 7) gradientRest(dy, x, dx, y, n & 7);
}

/** The last elements, fewer than eight, by way of vectors in private memory. */
function gradientRest(dy: usize, x: usize, dx: usize, y: usize, n: i32): void {
  const work = randomWords();
  const bytes = (<usize>n) << 2;
  memory.copy(work, dy, bytes);
  memory.copy(work + 32, x, bytes);
  memory.copy(work + 64, y, bytes);
  gradient8(work, work + 32, work, work + 64);
  memory.copy(dx, work, bytes);
  memory.copy(y, work + 64, bytes);
}
