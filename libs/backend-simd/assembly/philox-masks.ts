// Philox 4x32-7 (Salmon et al., 2011) for dropout: masks of many elements at once. Element i's random number is half of
// word i mod 4 of counter (floor(i / 8), 0, 0, 0): the low half when i mod 8 < 4, else the high one. With three words of
// the counter 0, the first two of the seven rounds are mostly constant:
//   round 0   x0 = k0, x1 = 0, (x2, x3) = (high, low) of M0 * counter, x2 ^= k1
//   round 1   (x0, x1) = of M1 * x2, x0 ^= k0; x2 = x3 ^ k1 ^ high of M0 * k0(round 0); x3 = low of the same
// Both constants go into the round keys, and M0 * counter is counted up by adding.
import { roundKeys } from './instance';

const ROUNDS: i32 = 7;
const M0: i32 = <i32>0xd2511f53;
const M1: i32 = <i32>0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

// The table of round keys: for rounds 0 to 6 (k0, k0, k0, k0), (k1, k1, k1, k1), then the multipliers. From memory they
// stay in registers; V8 makes a constant anew wherever it is used.
const MULTIPLIERS: usize = <usize>ROUNDS << 5;

let keysOf0: u32 = 0;
let keysOf1: u32 = 0;
let hasKeys: bool = false;

/** The table of round keys is elsewhere, or has been written over. */
export function forgetKeys(): void {
  hasKeys = false;
}

/** Fills the table of round keys of this instance, unless it holds them already. */
export function prepareKeys(key0: u32, key1: u32): void {
  if (hasKeys && keysOf0 == key0 && keysOf1 == key1) return;
  hasKeys = true;
  keysOf0 = key0;
  keysOf1 = key1;
  const constant = <u64>key0 * <u64>(<u32>M0);
  let table = roundKeys();
  for (let round = 0; round < ROUNDS; round++) {
    let k1 = key1;
    if (round == 1) k1 ^= <u32>(constant >>> 32);
    if (round == 2) k1 ^= <u32>constant;
    v128.store(table, i32x4.splat(key0));
    v128.store(table, i32x4.splat(k1), 16);
    table += 32;
    key0 += W0;
    key1 += W1;
  }
  v128.store(table, i32x4.splat(M0));
  v128.store(table, i32x4.splat(M1), 16);
}

@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

/** At `masks`: a vector of words of which each half is all ones or zeros; or, `apart`, its low halves, then its high ones. */
@inline
function storeHalves(masks: usize, halves: v128, apart: bool): void {
  if (apart) {
    v128.store(masks, i32x4.shr_s(i32x4.shl(halves, 16), 16));
    v128.store(masks, i32x4.shr_s(halves, 16), 128);
  } else v128.store(masks, halves);
}

/**
 * For each group, what storeHalves makes of words 0 to 3, 32 bytes further on each: of x's counters, and 16 bytes further
 * on of y's. Two vectors of counters at a time: one alone would wait for its multiplications.
 */
@inline
function makeMasks(masks: usize, groups: i32, x: v128, y: v128, step: u32, threshold: u32, apart: bool): void {
  const bytes: usize = apart ? 256 : 128; // of a group
  const end = masks + <usize>groups * bytes;
  if (threshold > 0xffff) { // more than 16 bits hold: nothing stays
    memory.fill(masks, 0, end - masks);
    return;
  }
  const table = roundKeys();
  const m0 = v128.load(table, MULTIPLIERS);
  const m1 = v128.load(table, MULTIPLIERS + 16);
  let xa = i64x2.extmul_low_i32x4_u(x, m0);
  let xb = i64x2.extmul_high_i32x4_u(x, m0);
  let ya = i64x2.extmul_low_i32x4_u(y, m0);
  let yb = i64x2.extmul_high_i32x4_u(y, m0);
  const growth = <u64>step * <u64>(<u32>M0);
  let right = masks + 16; // a pointer of its own: V8 would pack pairs of neighbours into 256 bits, which takes longer
  for (; masks < end; masks += bytes) {
    let x2 = v128.xor(high(xa, xb), v128.load(table, 16));
    let x3 = low(xa, xb);
    let y2 = v128.xor(high(ya, yb), v128.load(table, 16));
    let y3 = low(ya, yb);
    let c = i64x2.extmul_low_i32x4_u(x2, m1);
    let d = i64x2.extmul_high_i32x4_u(x2, m1);
    let x0 = v128.xor(high(c, d), v128.load(table, 32));
    let x1 = low(c, d);
    c = i64x2.extmul_low_i32x4_u(y2, m1);
    d = i64x2.extmul_high_i32x4_u(y2, m1);
    let y0 = v128.xor(high(c, d), v128.load(table, 32));
    let y1 = low(c, d);
    x2 = v128.xor(x3, v128.load(table, 48));
    y2 = v128.xor(y3, v128.load(table, 48));
    x3 = i32x4.splat(0);
    y3 = i32x4.splat(0);
    for (let keys = table + 64; keys < table + MULTIPLIERS; keys += 32) {
      const k0 = v128.load(keys);
      const k1 = v128.load(keys, 16);
      let a = i64x2.extmul_low_i32x4_u(x0, m0);
      let b = i64x2.extmul_high_i32x4_u(x0, m0);
      let low0 = i32x4.mul(x0, m0); // a multiplication of its own is cheaper than another shuffle
      c = i64x2.extmul_low_i32x4_u(x2, m1);
      d = i64x2.extmul_high_i32x4_u(x2, m1);
      let low1 = i32x4.mul(x2, m1);
      x0 = v128.xor(v128.xor(x1, k0), high(c, d));
      x2 = v128.xor(v128.xor(x3, k1), high(a, b));
      x1 = low1;
      x3 = low0;
      a = i64x2.extmul_low_i32x4_u(y0, m0);
      b = i64x2.extmul_high_i32x4_u(y0, m0);
      low0 = i32x4.mul(y0, m0);
      c = i64x2.extmul_low_i32x4_u(y2, m1);
      d = i64x2.extmul_high_i32x4_u(y2, m1);
      low1 = i32x4.mul(y2, m1);
      y0 = v128.xor(v128.xor(y1, k0), high(c, d));
      y2 = v128.xor(v128.xor(y3, k1), high(a, b));
      y1 = low1;
      y3 = low0;
    }
    const limit = i16x8.splat(<i16>threshold);
    storeHalves(masks, i16x8.ge_u(x0, limit), apart);
    storeHalves(masks + 32, i16x8.ge_u(x1, limit), apart);
    storeHalves(masks + 64, i16x8.ge_u(x2, limit), apart);
    storeHalves(masks + 96, i16x8.ge_u(x3, limit), apart);
    storeHalves(right, i16x8.ge_u(y0, limit), apart);
    storeHalves(right + 32, i16x8.ge_u(y1, limit), apart);
    storeHalves(right + 64, i16x8.ge_u(y2, limit), apart);
    storeHalves(right + 96, i16x8.ge_u(y3, limit), apart);
    right += bytes;
    const more = i64x2.splat(<i64>growth);
    xa = i64x2.add(xa, more);
    xb = i64x2.add(xb, more);
    ya = i64x2.add(ya, more);
    yb = i64x2.add(yb, more);
  }
}

/**
 * masks[group][8 elements][8 lanes]: all ones where the element's number is at least `threshold`, else zeros. The lanes'
 * counters are those of x and then y, and `step` more from one group to the next. Keys are the prepared ones.
 */
export function keepMasks(masks: usize, groups: i32, x: v128, y: v128, step: u32, threshold: u32): void {
  makeMasks(masks, groups, x, y, step, threshold, true);
}

/** The same, packed: masks[group][4][8 lanes], element j of a group in the low half of word j, j + 4 in its high half. */
export function keepHalves(masks: usize, groups: i32, x: v128, y: v128, step: u32, threshold: u32): void {
  makeMasks(masks, groups, x, y, step, threshold, false);
}
