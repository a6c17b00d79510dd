// Softmax of scores block[key][8 queries], the keys `step` bytes apart. Every lane is a query, so nothing is summed across
// lanes. Scores are in units of ln 2, so that the exponential is a power of two.
import { at, madd } from './vector';

/** Bytes of `writeConstants`. */
export const CONSTANT_BYTES: usize = 160;
const SIGN: usize = 144;

/**
 * Constants of `power2`, read from memory where they are used: V8 makes a vector constant in three instructions, anew
 * each time it occurs.
 */
export function writeConstants(constants: usize): void {
  v128.store(constants, f32x4.splat(-127));
  v128.store(constants, f32x4.splat(12583039), 16); // 1.5 * 2^23 + 127
  // The minimax polynomial of 2^f on [-0.5, 0.5] that is 1 at 0: relative error below 2e-9.
  v128.store(constants, f32x4.splat(1), 32);
  v128.store(constants, f32x4.splat(0.6931471824645996), 48);
  v128.store(constants, f32x4.splat(0.24022647738456726), 64);
  v128.store(constants, f32x4.splat(0.055503323674201965), 80);
  v128.store(constants, f32x4.splat(0.00961843691766262), 96);
  v128.store(constants, f32x4.splat(0.0013398875016719103), 112);
  v128.store(constants, f32x4.splat(0.00015353361959569156), 128);
  v128.store(constants, f32x4.splat(-0.0), SIGN);
}

/** 2^x for x <= 0, to one unit in the last place; 0 below -126.5; NaN stays NaN. */
@inline
function power2(x: v128, constants: usize): v128 {
  const c = f32x4.pmax(x, v128.load(constants)); // one instruction, where max is seven
  const shift = v128.load(constants, 16);
  const z = f32x4.add(c, shift); // c rounded to a whole number + 127, in the last bits
  const f = f32x4.sub(c, f32x4.sub(z, shift));
  const f2 = f32x4.mul(f, f);
  // Not by Horner's scheme: a shorter chain lets the processor overlap more of these.
  const low = madd(v128.load(constants, 48), f, v128.load(constants, 32));
  const middle = madd(v128.load(constants, 80), f, v128.load(constants, 64));
  const high = madd(v128.load(constants, 112), f, v128.load(constants, 96));
  const top = madd(v128.load(constants, 128), f2, high);
  return f32x4.mul(madd(madd(top, f2, middle), f2, low), i32x4.shl(z, 23));
}

/** Adds the penalty of each key, penalty[keys]. */
export function addPenalties(block: usize, step: usize, keys: i32, penalty: usize): void {
  for (const end = at(penalty, keys); penalty < end; penalty += 4) {
    const p = v128.load_splat<f32>(penalty);
    v128.store(block, f32x4.add(v128.load(block), p));
    v128.store(block, f32x4.add(v128.load(block, 16), p), 16);
    block += step;
  }
}

/** Adds a penalty where the key comes after the query; query i is i-th from the block's first key. */
export function addFuture(block: usize, step: usize, keys: i32, penalty: f32): void {
  const p = f32x4.splat(penalty);
  for (let s = 0; s < keys; s++) {
    const key = i32x4.splat(s);
    const left = v128.and(p, i32x4.gt_s(key, i32x4(0, 1, 2, 3)));
    const right = v128.and(p, i32x4.gt_s(key, i32x4(4, 5, 6, 7)));
    v128.store(block, f32x4.add(v128.load(block), left));
    v128.store(block, f32x4.add(v128.load(block, 16), right), 16);
    block += step;
  }
}

/** maxima[8]: the largest score of each query. */
export function columnMaxima(block: usize, step: usize, keys: i32, maxima: usize): void {
  let left = v128.load(block);
  let right = v128.load(block, 16);
  for (const end = block + <usize>keys * step; block < end; block += step) {
    left = f32x4.pmax(left, v128.load(block));
    right = f32x4.pmax(right, v128.load(block, 16));
  }
  v128.store(maxima, left);
  v128.store(maxima, right, 16);
}

/**
 * In place: e = 2^(score - maximum). inverses[8]: 1 / sum over keys of e. Where `keep` [keys][8] (may be 0) holds zeros, e
 * then becomes 0. kept[keys][8] (may be 0) gets e before that, negative where it is dropped.
 */
export function exponentials(
  block: usize,
  step: usize,
  keys: i32,
  maxima: usize,
  inverses: usize,
  keep: usize,
  kept: usize,
  constants: usize,
): void {
  const topLeft = v128.load(maxima);
  const topRight = v128.load(maxima, 16);
  let left = f32x4.splat(0);
  let right = left;
  for (const end = block + <usize>keys * step; block < end; block += step) {
    const x = power2(f32x4.sub(v128.load(block), topLeft), constants);
    const y = power2(f32x4.sub(v128.load(block, 16), topRight), constants);
    left = f32x4.add(left, x);
    right = f32x4.add(right, y);
    if (keep) {
      const keepX = v128.load(keep);
      const keepY = v128.load(keep, 16);
      v128.store(block, v128.and(x, keepX));
      v128.store(block, v128.and(y, keepY), 16);
      if (kept) {
        const sign = v128.load(constants, SIGN);
        v128.store(kept, v128.or(x, v128.andnot(sign, keepX)));
        v128.store(kept, v128.or(y, v128.andnot(sign, keepY)), 16);
        kept += 32;
      }
      keep += 32;
    } else {
      v128.store(block, x);
      v128.store(block, y, 16);
      if (kept) {
        v128.store(kept, x);
        v128.store(kept, y, 16);
        kept += 32;
      }
    }
  }
  const one = f32x4.splat(1);
  v128.store(inverses, f32x4.div(one, left));
  v128.store(inverses, f32x4.div(one, right), 16);
}

/**
 * In place: p = 2^(score - maximum) * inverse, and d = 0 where `keep` [keys][8] (may be 0) holds zeros. sums[8]: sum over
 * keys of p * d.
 */
export function probabilities(
  block: usize,
  d: usize,
  step: usize,
  keys: i32,
  maxima: usize,
  inverses: usize,
  keep: usize,
  sums: usize,
  constants: usize,
): void {
  const topLeft = v128.load(maxima);
  const topRight = v128.load(maxima, 16);
  const inverseLeft = v128.load(inverses);
  const inverseRight = v128.load(inverses, 16);
  let left = f32x4.splat(0);
  let right = left;
  for (const end = block + <usize>keys * step; block < end; block += step) {
    const x = f32x4.mul(power2(f32x4.sub(v128.load(block), topLeft), constants), inverseLeft);
    const y = f32x4.mul(power2(f32x4.sub(v128.load(block, 16), topRight), constants), inverseRight);
    v128.store(block, x);
    v128.store(block, y, 16);
    let dx = v128.load(d);
    let dy = v128.load(d, 16);
    if (keep) {
      dx = v128.and(dx, v128.load(keep));
      dy = v128.and(dy, v128.load(keep, 16));
      v128.store(d, dx);
      v128.store(d, dy, 16);
      keep += 32;
    }
    left = madd(x, dx, left);
    right = madd(y, dy, right);
    d += step;
  }
  v128.store(sums, left);
  v128.store(sums, right, 16);
}

/** In place: d = p * (d - mean), then p = p * dropScale, and 0 where `keep` [keys][8] (may be 0) holds zeros. */
export function scoreGradients(
  block: usize,
  d: usize,
  step: usize,
  keys: i32,
  means: usize,
  keep: usize,
  dropScale: f32,
): void {
  const scale = f32x4.splat(dropScale);
  const left = v128.load(means);
  const right = v128.load(means, 16);
  for (const end = block + <usize>keys * step; block < end; block += step) {
    const x = v128.load(block);
    const y = v128.load(block, 16);
    v128.store(d, f32x4.mul(x, f32x4.sub(v128.load(d), left)));
    v128.store(d, f32x4.mul(y, f32x4.sub(v128.load(d, 16), right)), 16);
    if (keep) {
      v128.store(block, v128.and(f32x4.mul(x, scale), v128.load(keep)));
      v128.store(block, v128.and(f32x4.mul(y, scale), v128.load(keep, 16)), 16);
      keep += 32;
    }
    d += step;
  }
}
