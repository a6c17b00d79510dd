// Elementary functions on four floats. exp and log use Cephes' polynomials (about 1-2 units in the last place),
// tanh and erf the odd rational approximations that Eigen and XLA use.
import { madd } from './vector';

const LOG2E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

const ROUNDING: f32 = 12582912; // 1.5 * 2^23: added to a small number, it leaves the nearest integer in the low bits

/**
 * exp(x) for x <= 0, to about one unit in the last place of x and of the result. Below -60 it stays exp(-60): no sum of
 * such terms can tell, and no product of probabilities becomes subnormal, which would be slow. The polynomial is the
 * minimax one of 2^f on [-1/2, 1/2] of degree 6 that is 1 at 0 (relative error 2.6e-9). pmax is one instruction where
 * max is seven; it keeps a NaN that is its first operand.
 */
@inline
export function expShifted(x: v128): v128 {
  const c = f32x4.pmax(x, f32x4.splat(-60));
  const t = madd(c, f32x4.splat(LOG2E), f32x4.splat(ROUNDING));
  const f = madd(c, f32x4.splat(LOG2E), f32x4.sub(f32x4.splat(ROUNDING), t));
  let p = f32x4.splat(1.559467759019341e-4);
  p = madd(p, f, f32x4.splat(1.3406643905960619e-3));
  p = madd(p, f, f32x4.splat(9.617692974747866e-3));
  p = madd(p, f, f32x4.splat(5.5503105509928145e-2));
  p = madd(p, f, f32x4.splat(2.4022652782877177e-1));
  p = madd(p, f, f32x4.splat(6.931472149680414e-1));
  p = madd(p, f, f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(t, 23));
}

@inline
function expPolynomial(r: v128): v128 {
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  return f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
}

@inline
function reduced(x: v128, n: v128): v128 {
  return madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), x));
}

/** exp(x) for x <= 0 (as in a softmax); below -87.3 it is 0. */
@inline
export function expNonPositive(x: v128): v128 {
  const clamped = f32x4.pmax(x, f32x4.splat(-87.33654));
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(LOG2E)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const y = f32x4.mul(expPolynomial(reduced(clamped, n)), power);
  return v128.andnot(y, f32x4.lt(x, f32x4.splat(-87.33654)));
}

/** exp(x) on the whole range: infinity above 88.7, 0 far below, NaN stays NaN. */
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(LOG2E)));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23);
  return f32x4.mul(f32x4.mul(expPolynomial(reduced(clamped, n)), first), second);
}

/** ln(x): -infinity at 0, NaN below, infinity at infinity. */
@inline
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(16777216)), x, tiny); // subnormal numbers times 2^24
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(normal, 23), i32x4.splat(126)));
  e = f32x4.sub(e, v128.and(tiny, f32x4.splat(24)));
  let m = v128.or(v128.and(normal, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // [0.5, 1)
  const small = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  e = f32x4.sub(e, v128.and(small, f32x4.splat(1)));
  m = f32x4.sub(f32x4.add(m, v128.and(small, m)), f32x4.splat(1));
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = madd(p, m, f32x4.splat(-1.1514610310e-1));
  p = madd(p, m, f32x4.splat(1.1676998740e-1));
  p = madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd(p, m, f32x4.splat(1.4249322787e-1));
  p = madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd(p, m, f32x4.splat(2.0000714765e-1));
  p = madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd(p, m, f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(e, f32x4.splat(LN2_LOW), y);
  y = madd(z, f32x4.splat(-0.5), y);
  y = madd(e, f32x4.splat(LN2_HIGH), f32x4.add(m, y));
  const zero = f32x4.splat(0);
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, zero));
  y = v128.bitselect(f32x4.splat(NaN), y, f32x4.lt(x, zero));
  // Infinity and NaN come out as they came in.
  return v128.bitselect(y, x, v128.or(f32x4.lt(x, f32x4.splat(Infinity)), f32x4.lt(x, zero)));
}

@inline
export function tanh4(x: v128): v128 {
  const c = f32x4.pmax(f32x4.pmin(x, f32x4.splat(7.90531110763549805)), f32x4.splat(-7.90531110763549805));
  const s = f32x4.mul(c, c);
  let p = f32x4.splat(-2.76076847742355e-16);
  p = madd(p, s, f32x4.splat(2.00018790482477e-13));
  p = madd(p, s, f32x4.splat(-8.60467152213735e-11));
  p = madd(p, s, f32x4.splat(5.12229709037114e-8));
  p = madd(p, s, f32x4.splat(1.48572235717979e-5));
  p = madd(p, s, f32x4.splat(6.37261928875436e-4));
  p = madd(p, s, f32x4.splat(4.89352455891786e-3));
  let q = f32x4.splat(1.19825839466702e-6);
  q = madd(q, s, f32x4.splat(1.18534705686654e-4));
  q = madd(q, s, f32x4.splat(2.26843463243900e-3));
  q = madd(q, s, f32x4.splat(4.89352518554385e-3));
  return f32x4.div(f32x4.mul(c, p), q);
}

@inline
export function erf4(x: v128): v128 {
  const c = f32x4.pmax(f32x4.pmin(x, f32x4.splat(4)), f32x4.splat(-4));
  const s = f32x4.mul(c, c);
  let p = f32x4.splat(-2.72614225801306e-10);
  p = madd(p, s, f32x4.splat(2.77068142495902e-8));
  p = madd(p, s, f32x4.splat(-2.10102402082508e-6));
  p = madd(p, s, f32x4.splat(-5.69250639462346e-5));
  p = madd(p, s, f32x4.splat(-7.34990630326855e-4));
  p = madd(p, s, f32x4.splat(-2.95459980854025e-3));
  p = madd(p, s, f32x4.splat(-1.60960333262415e-2));
  let q = f32x4.splat(-1.45660718464996e-5);
  q = madd(q, s, f32x4.splat(-2.13374055278905e-4));
  q = madd(q, s, f32x4.splat(-1.68282697438203e-3));
  q = madd(q, s, f32x4.splat(-7.37332916720468e-3));
  q = madd(q, s, f32x4.splat(-1.42647390514189e-2));
  return f32x4.div(f32x4.mul(c, p), q);
}
