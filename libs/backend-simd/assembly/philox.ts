// Dropout of consecutive elements, with masks drawn by Philox.
import { randomMasks, randomWords } from './instance';
import { keepHalves, prepareKeys } from './philox-masks';
import { at } from './vector';

const CHUNK: i32 = 1024; // elements whose masks are made together: 2 KiB

/** dst = src * factor where a half of `halves` has ones, else 0: eight elements. */
@inline
function keepEight(dst: usize, src: usize, factor: v128, halves: v128): void {
  const low = v128.shuffle<i16>(halves, halves, 0, 0, 1, 1, 2, 2, 3, 3);
  const high = v128.shuffle<i16>(halves, halves, 4, 4, 5, 5, 6, 6, 7, 7);
  v128.store(dst, v128.and(f32x4.mul(v128.load(src), factor), low));
  v128.store(dst, v128.and(f32x4.mul(v128.load(src, 16), factor), high), 16);
}

/** The same for elements from <= i < to of thirty-two; their masks are those of four lanes of masks[4 words][8 lanes]. */
@inline
function keepQuarter(dst: usize, src: usize, factor: v128, masks: usize, from: i32, to: i32): void {
  const w0 = v128.load(masks);
  const w1 = v128.load(masks, 32);
  const w2 = v128.load(masks, 64);
  const w3 = v128.load(masks, 96);
  const t0 = v128.shuffle<i16>(w0, w1, 0, 8, 1, 9, 2, 10, 3, 11);
  const t1 = v128.shuffle<i16>(w0, w1, 4, 12, 5, 13, 6, 14, 7, 15);
  const t2 = v128.shuffle<i16>(w2, w3, 0, 8, 1, 9, 2, 10, 3, 11);
  const t3 = v128.shuffle<i16>(w2, w3, 4, 12, 5, 13, 6, 14, 7, 15);
  const a = v128.shuffle<i32>(t0, t2, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(t0, t2, 2, 6, 3, 7);
  const c = v128.shuffle<i32>(t1, t3, 0, 4, 1, 5);
  const d = v128.shuffle<i32>(t1, t3, 2, 6, 3, 7);
  if (from <= 0 && to >= 32) {
    keepEight(dst, src, factor, a);
    keepEight(dst + 32, src + 32, factor, b);
    keepEight(dst + 64, src + 64, factor, c);
    keepEight(dst + 96, src + 96, factor, d);
  } else {
    const halves = randomWords();
    v128.store(halves, a);
    v128.store(halves, b, 16);
    v128.store(halves, c, 32);
    v128.store(halves, d, 48);
    keepSome(dst, src, factor, halves, max(from, 0), min(to, 32));
  }
}

/** The same for some of thirty-two elements, halves[32]: by eights where there are. */
function keepSome(dst: usize, src: usize, factor: v128, halves: usize, from: i32, to: i32): void {
  const scale = f32x4.extract_lane(factor, 0);
  let i = from;
  while (i < to) {
    const block = halves + ((<usize>(i & ~7)) << 1);
    if ((i & 7) == 0 && i + 8 <= to) {
      keepEight(at(dst, i), at(src, i), factor, v128.load(block));
      i += 8;
    } else {
      store<f32>(at(dst, i), load<u16>(block + ((i & 7) << 1)) ? load<f32>(at(src, i)) * scale : 0);
      i++;
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
  prepareKeys(load<u32>(plan), load<u32>(plan, 4));
  const factor = f32x4.splat(scale);
  const masks = randomMasks();
  // Counted from the first element of the counter that the segment begins in.
  const first = <i32>begin & 7;
  const last = first + <i32>(end - begin);
  dst -= (<usize>first) << 2;
  src -= (<usize>first) << 2;
  let x = i32x4.add(i32x4.splat(begin >>> 3), i32x4(0, 1, 2, 3));
  for (let i = 0; i < last; i += CHUNK) {
    const stop = min(last, i + CHUNK);
    keepHalves(masks, (stop - i + 63) >>> 6, x, i32x4.add(x, i32x4.splat(4)), 8, threshold);
    x = i32x4.add(x, i32x4.splat(CHUNK / 8));
    let group = masks;
    for (let j = i; j < stop; j += 64) {
      keepQuarter(at(dst, j), at(src, j), factor, group, first - j, last - j);
      keepQuarter(at(dst, j + 32), at(src, j + 32), factor, group + 16, first - j - 32, last - j - 32);
      group += 128;
    }
  }
}

/** y[i] = dropout(x)[i] for begin <= i < end. */
export function dropout(x: usize, y: usize, begin: u32, end: u32, plan: usize): void {
  dropoutRange(at(y, begin), at(x, begin), begin, end - begin, plan);
}
