// Philox 4x32-10 (Salmon et al., 2011) on four counters at a time, and the dropout that uses it.
import { randomMasks, randomWords } from './instance';
import { keepMasks, M0, M1, prepareKeys, W0, W1 } from './philox-masks';
import { at, storeTransposed } from './vector';

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
  storeTransposed(dst, 16, x0, x1, x2, x3);
}

const GROUPS: i32 = 16; // whose masks are made together: 2 KiB

/** dst = src * factor where masks[4 words][8 lanes] has ones, else 0: the sixteen elements of four lanes. */
@inline
function keepSixteen(dst: usize, src: usize, factor: v128, masks: usize): void {
  const w0 = v128.load(masks);
  const w1 = v128.load(masks, 32);
  const w2 = v128.load(masks, 64);
  const w3 = v128.load(masks, 96);
  const t0 = v128.shuffle<i32>(w0, w1, 0, 4, 1, 5);
  const t1 = v128.shuffle<i32>(w0, w1, 2, 6, 3, 7);
  const t2 = v128.shuffle<i32>(w2, w3, 0, 4, 1, 5);
  const t3 = v128.shuffle<i32>(w2, w3, 2, 6, 3, 7);
  v128.store(dst, v128.and(f32x4.mul(v128.load(src), factor), v128.shuffle<i64>(t0, t2, 0, 2)));
  v128.store(dst, v128.and(f32x4.mul(v128.load(src, 16), factor), v128.shuffle<i64>(t0, t2, 1, 3)), 16);
  v128.store(dst, v128.and(f32x4.mul(v128.load(src, 32), factor), v128.shuffle<i64>(t1, t3, 0, 2)), 32);
  v128.store(dst, v128.and(f32x4.mul(v128.load(src, 48), factor), v128.shuffle<i64>(t1, t3, 1, 3)), 48);
}

/** dst = src * scale where an element stays, else 0, for `groups` times 32 elements; the first is word 0 of `counter`. */
function dropGroups(dst: usize, src: usize, groups: i32, counter: u32, threshold: u32, scale: f32): void {
  const factor = f32x4.splat(scale);
  for (let group = 0; group < groups; group += GROUPS) {
    const count = min(GROUPS, groups - group);
    const x = i32x4.add(i32x4.splat(counter + 8 * group), i32x4(0, 1, 2, 3));
    let masks = randomMasks();
    keepMasks(masks, count, x, i32x4.add(x, i32x4.splat(4)), 8, threshold);
    for (const end = masks + ((<usize>count) << 7); masks < end; masks += 128) {
      keepSixteen(dst, src, factor, masks);
      keepSixteen(dst + 64, src + 64, factor, masks + 16);
      dst += 128;
      src += 128;
    }
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
