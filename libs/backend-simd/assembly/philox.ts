// Philox 4x32-10 (Salmon et al., 2011) on four counters at a time, and the dropout that uses it.
import { randomWords, roundKeys } from './instance';
import { at } from './vector';

const M0: i32 = <i32>0xd2511f53;
const M1: i32 = <i32>0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

/**
 * Writes the sixteen words of counters (c0 .. c0 + 3, c1, c2, c3): word w of counter c0 + i at dst[4 i + w].
 */
export function philox16(dst: usize, c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  let x0 = i32x4.add(i32x4.splat(c0), i32x4(0, 1, 2, 3));
  let x1 = i32x4.splat(c1);
  let x2 = i32x4.splat(c2);
  let x3 = i32x4.splat(c3);
  for (let round = 0; round < 10; round++) {
    const a = i64x2.extmul_low_i32x4_u(x0, m0);
    const b = i64x2.extmul_high_i32x4_u(x0, m0);
    const c = i64x2.extmul_low_i32x4_u(x2, m1);
    const d = i64x2.extmul_high_i32x4_u(x2, m1);
    x0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), x1), i32x4.splat(k0));
    x1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    x2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), x3), i32x4.splat(k1));
    x3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    k0 += W0;
    k1 += W1;
  }
  const t0 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
  const t1 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  const t2 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  const t3 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<i64>(t0, t2, 0, 2));
  v128.store(dst, v128.shuffle<i64>(t0, t2, 1, 3), 16);
  v128.store(dst, v128.shuffle<i64>(t1, t3, 0, 2), 32);
  v128.store(dst, v128.shuffle<i64>(t1, t3, 1, 3), 48);
}

// Words of an element's random number: element i is word i mod 4 of counter (floor(i / 4), 0, 0, 0). With three words of
// the counter 0, the first two of the ten rounds are mostly constant:
//   round 0   x0 = k0, x1 = 0, (x2, x3) = (high, low) of M0 * counter, x2 ^= k1
//   round 1   (x0, x1) = of M1 * x2, x0 ^= k0; x2 = x3 ^ k1 ^ high of M0 * k0(round 0); x3 = low of the same
// Both constants go into the round keys, and M0 * counter is counted up by adding.
const LAST_KEYS: usize = 320; // rounds 0 to 9: (k0, k0, k0, k0), (k1, k1, k1, k1)

let keysOf0: u32 = 0;
let keysOf1: u32 = 0;
let hasKeys: bool = false;

/** The table of round keys is elsewhere, or has been written over. */
export function forgetKeys(): void {
  hasKeys = false;
}

/** Fills the table of round keys of this instance, unless it holds them already. */
function prepareKeys(key0: u32, key1: u32): void {
  if (hasKeys && keysOf0 == key0 && keysOf1 == key1) return;
  hasKeys = true;
  keysOf0 = key0;
  keysOf1 = key1;
  const constant = <u64>key0 * <u64>(<u32>M0);
  let table = roundKeys();
  for (let round = 0; round < 10; round++) {
    let k1 = key1;
    if (round == 1) k1 ^= <u32>(constant >>> 32);
    if (round == 2) k1 ^= <u32>constant;
    v128.store(table, i32x4.splat(key0));
    v128.store(table, i32x4.splat(k1), 16);
    table += 32;
    key0 += W0;
    key1 += W1;
  }
}

@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

/** dst = src * factor where the word is at least `limit`, else 0: sixteen elements from words by number in the counter. */
@inline
function keepSixteen(
  dst: usize, src: usize, factor: v128, limit: v128, w0: v128, w1: v128, w2: v128, w3: v128,
): void {
  const t0 = v128.shuffle<i32>(w0, w1, 0, 4, 1, 5);
  const t1 = v128.shuffle<i32>(w0, w1, 2, 6, 3, 7);
  const t2 = v128.shuffle<i32>(w2, w3, 0, 4, 1, 5);
  const t3 = v128.shuffle<i32>(w2, w3, 2, 6, 3, 7);
  const k0 = i32x4.ge_u(v128.shuffle<i64>(t0, t2, 0, 2), limit);
  const k1 = i32x4.ge_u(v128.shuffle<i64>(t0, t2, 1, 3), limit);
  const k2 = i32x4.ge_u(v128.shuffle<i64>(t1, t3, 0, 2), limit);
  const k3 = i32x4.ge_u(v128.shuffle<i64>(t1, t3, 1, 3), limit);
  v128.store(dst, v128.and(f32x4.mul(v128.load(src), factor), k0));
  v128.store(dst, v128.and(f32x4.mul(v128.load(src, 16), factor), k1), 16);
  v128.store(dst, v128.and(f32x4.mul(v128.load(src, 32), factor), k2), 32);
  v128.store(dst, v128.and(f32x4.mul(v128.load(src, 48), factor), k3), 48);
}

/**
 * dst = src * scale where an element stays, else 0, for `groups` times 32 elements; the first is word 0 of `counter`.
 * Two vectors of counters at a time: one alone would wait for its multiplications.
 */
function dropGroups(dst: usize, src: usize, groups: i32, counter: u32, threshold: u32, scale: f32): void {
  const table = roundKeys();
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(scale);
  const step = i64x2.splat(<i64>(8 * <u64>(<u32>M0)));
  const first = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3));
  const second = i32x4.add(first, i32x4.splat(4));
  let xa = i64x2.extmul_low_i32x4_u(first, m0);
  let xb = i64x2.extmul_high_i32x4_u(first, m0);
  let ya = i64x2.extmul_low_i32x4_u(second, m0);
  let yb = i64x2.extmul_high_i32x4_u(second, m0);
  for (let group = 0; group < groups; group++) {
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
    y3 = x3;
    for (let keys = table + 64; keys < table + LAST_KEYS; keys += 32) {
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
    keepSixteen(dst, src, factor, limit, x0, x1, x2, x3);
    keepSixteen(dst + 64, src + 64, factor, limit, y0, y1, y2, y3);
    dst += 128;
    src += 128;
    xa = i64x2.add(xa, step);
    xb = i64x2.add(xb, step);
    ya = i64x2.add(ya, step);
    yb = i64x2.add(yb, step);
  }
}

// A dropout plan in memory, 32-bit words: key0, key1, number of blocks, block size, and for each block (threshold,
// scale). Blocks are the passes of a doubled batch.
const PLAN_BLOCKS: usize = 16;

/** dst = dropout(src) for elements begin <= i < begin + count of the flattened tensor; dst may be src. */
export function dropoutRange(dst: usize, src: usize, begin: u32, count: u32, plan: usize): void {
  const blockSize = load<u32>(plan, 12);
  const end = begin + count;
  let i = begin;
  while (i < end) {
    const block = i / blockSize;
    const stop = min(end, (block + 1) * blockSize);
    const entry = plan + PLAN_BLOCKS + ((<usize>block) << 3);
    const offset = (<usize>(i - begin)) << 2;
    dropSegment(dst + offset, src + offset, i, stop, load<u32>(entry), load<f32>(entry, 4), plan);
    i = stop;
  }
}

function dropSegment(
  dst: usize,
  src: usize,
  begin: u32,
  end: u32,
  threshold: u32,
  scale: f32,
  plan: usize,
): void {
  if (threshold == 0 && scale == 1) {
    if (dst != src) memory.copy(dst, src, (<usize>(end - begin)) << 2);
    return;
  }
  const k0 = load<u32>(plan);
  const k1 = load<u32>(plan, 4);
  prepareKeys(k0, k1);
  let i = begin;
  if (i & 3) {
    const stop = min(end, (i + 3) & ~3);
    dropFew(dst, src, i, stop, threshold, scale, k0, k1);
    dst += (<usize>(stop - i)) << 2;
    src += (<usize>(stop - i)) << 2;
    i = stop;
  }
  const groups = (end - i) >>> 5;
  dropGroups(dst, src, groups, i >>> 2, threshold, scale);
  dst += (<usize>groups) << 7;
  src += (<usize>groups) << 7;
  i += groups << 5;
  while (i < end) {
    const stop = min(end, i + 16);
    dropFew(dst, src, i, stop, threshold, scale, k0, k1);
    dst += 64;
    src += 64;
    i = stop;
  }
}

/** At most sixteen elements, of at most four counters. */
function dropFew(
  dst: usize, src: usize, begin: u32, end: u32, threshold: u32, scale: f32, k0: u32, k1: u32,
): void {
  const words = randomWords();
  philox16(words, begin >>> 2, 0, 0, 0, k0, k1);
  for (let i = begin; i < end; i++) {
    const keep = load<u32>(at(words, i - (begin & ~3))) >= threshold;
    store<f32>(dst, keep ? load<f32>(src) * scale : 0);
    dst += 4;
    src += 4;
  }
}

/** y[i] = dropout(x)[i] for begin <= i < end. */
export function dropout(x: usize, y: usize, begin: u32, end: u32, plan: usize): void {
  dropoutRange(at(y, begin), at(x, begin), begin, end - begin, plan);
}
