// Dropout of a block of attention weights, block[key][8 queries]: the element of query t and key s is number
// first + (t * S + s) of the whole tensor [B, H, T, S].
import { at } from './vector';

const M0: i32 = <i32>0xd2511f53;
const M1: i32 = <i32>0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

/** Bytes of the table that `keyTable` writes. */
export const KEY_TABLE_BYTES: usize = 384;
const MULTIPLIERS: usize = 320;
const COUNTERS: usize = 352;

export function writeKeys(table: usize, key0: u32, key1: u32): void {
  // Words 1 to 3 of the counters are 0, so that round 1 multiplies the same word 0 for all: the key's.
  const product = <u64>key0 * <u64>(<u32>M0);
  for (let round = 0; round < 10; round++) {
    let k1 = key1;
    if (round == 1) k1 ^= <u32>(product >>> 32);
    if (round == 2) k1 ^= <u32>product;
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

/**
 * dst[group][4 words][8 lanes] = all ones where the word is at least `threshold`; lane i has counters[i] + group.
 */
function keepWords(dst: usize, groups: i32, counters: usize, table: usize, threshold: u32): void {
  const m0 = v128.load(table, MULTIPLIERS);
  const m1 = v128.load(table, MULTIPLIERS + 16);
  let x = v128.load(counters);
  let y = v128.load(counters, 16);
  let xa = i64x2.extmul_low_i32x4_u(x, m0);
  let xb = i64x2.extmul_high_i32x4_u(x, m0);
  let ya = i64x2.extmul_low_i32x4_u(y, m0);
  let yb = i64x2.extmul_high_i32x4_u(y, m0);
  for (const end = dst + ((<usize>groups) << 7); dst < end; dst += 128) {
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
    for (let keys: usize = table + 64; keys < table + MULTIPLIERS; keys += 32) {
      const k0 = v128.load(keys);
      const k1 = v128.load(keys, 16);
      let a = i64x2.extmul_low_i32x4_u(x0, m0);
      let b = i64x2.extmul_high_i32x4_u(x0, m0);
      let l3 = i32x4.mul(x0, m0);
      c = i64x2.extmul_low_i32x4_u(x2, m1);
      d = i64x2.extmul_high_i32x4_u(x2, m1);
      let l1 = i32x4.mul(x2, m1);
      x0 = v128.xor(v128.xor(x1, k0), high(c, d));
      x2 = v128.xor(v128.xor(x3, k1), high(a, b));
      x1 = l1;
      x3 = l3;
      a = i64x2.extmul_low_i32x4_u(y0, m0);
      b = i64x2.extmul_high_i32x4_u(y0, m0);
      l3 = i32x4.mul(y0, m0);
      c = i64x2.extmul_low_i32x4_u(y2, m1);
      d = i64x2.extmul_high_i32x4_u(y2, m1);
      l1 = i32x4.mul(y2, m1);
      y0 = v128.xor(v128.xor(y1, k0), high(c, d));
      y2 = v128.xor(v128.xor(y3, k1), high(a, b));
      y1 = l1;
      y3 = l3;
    }
    const limit = i32x4.splat(threshold);
    v128.store(dst, i32x4.ge_u(x0, limit));
    v128.store(dst, i32x4.ge_u(y0, limit), 16);
    v128.store(dst, i32x4.ge_u(x1, limit), 32);
    v128.store(dst, i32x4.ge_u(y1, limit), 48);
    v128.store(dst, i32x4.ge_u(x2, limit), 64);
    v128.store(dst, i32x4.ge_u(y2, limit), 80);
    v128.store(dst, i32x4.ge_u(x3, limit), 96);
    v128.store(dst, i32x4.ge_u(y3, limit), 112);
    const step = i64x2.splat(<i64>(<u64>(<u32>M0)));
    xa = i64x2.add(xa, step);
    xb = i64x2.add(xb, step);
    ya = i64x2.add(ya, step);
    yb = i64x2.add(yb, step);
  }
}

/** In place: row s of lane i = row s + (shift i of `shifts`, two bits each), for four lanes. */
function shiftLanes(dst: usize, rows: i32, shifts: i32): void {
  const s0 = <usize>(shifts & 3) << 5;
  const s1 = <usize>((shifts >> 2) & 3) << 5;
  const s2 = <usize>((shifts >> 4) & 3) << 5;
  const s3 = <usize>((shifts >> 6) & 3) << 5;
  for (const end = dst + ((<usize>rows) << 5); dst < end; dst += 32) {
    const left = v128.shuffle<i32>(v128.load(dst + s0), v128.load(dst + s1), 0, 5, 2, 7);
    const right = v128.shuffle<i32>(v128.load(dst + s2), v128.load(dst + s3), 0, 5, 2, 7);
    v128.store(dst, v128.shuffle<i32>(left, right, 0, 1, 6, 7));
  }
}

/** Rows of `keep` that keepBlock needs for so many keys. */
@inline
export function keepRows(keys: i32): i32 {
  return (keys + 6) & ~3;
}

/**
 * keep[key][8] = all ones where the element stays, zeros where it is dropped, for eight queries from element `first` on,
 * `step` elements apart.
 */
export function keepBlock(keep: usize, keys: i32, first: u64, step: i32, table: usize, threshold: u32): void {
  let shifts = 0;
  for (let i = 0; i < 8; i++) {
    store<u32>(at(table, i), <u32>(first >>> 2), COUNTERS);
    shifts |= (<i32>first & 3) << (2 * i);
    first += step;
  }
  keepWords(keep, keepRows(keys) >> 2, table + COUNTERS, table, threshold);
  if (shifts & 0xff) shiftLanes(keep, keys, shifts);
  if (shifts >> 8) shiftLanes(keep + 16, keys, shifts >> 8);
}
