// Gradients through the softmax where the forward pass kept the weights, unnormalised, negative where dropped. Keys are
// `step` bytes apart in blocks, 32 where kept.
import { madd } from './vector';

/** In place: d = 0 where kept[keys][8] is negative. sums[8]: sum over keys of |kept| * d * inverse. */
export function keptSums(
  kept: usize,
  d: usize,
  step: usize,
  keys: i32,
  inverses: usize,
  sums: usize,
  hasDropped: bool,
): void {
  let left = f32x4.splat(0);
  let right = left;
  for (const end = kept + ((<usize>keys) << 5); kept < end; kept += 32) {
    const x = v128.load(kept);
    const y = v128.load(kept, 16);
    let dx = v128.load(d);
    let dy = v128.load(d, 16);
    if (hasDropped) {
      dx = v128.andnot(dx, i32x4.shr_s(x, 31));
      dy = v128.andnot(dy, i32x4.shr_s(y, 31));
      v128.store(d, dx);
      v128.store(d, dy, 16);
    }
    left = madd(x, dx, left);
    right = madd(y, dy, right);
    d += step;
  }
  v128.store(sums, f32x4.mul(left, v128.load(inverses)));
  v128.store(sums, f32x4.mul(right, v128.load(inverses, 16)), 16);
}

/** In place: d = p * (d - mean), p being |kept| * inverse; block = p * dropScale, 0 where dropped. */
export function keptGradients(
  kept: usize,
  block: usize,
  d: usize,
  step: usize,
  keys: i32,
  inverses: usize,
  means: usize,
  dropScale: f32,
): void {
  const scale = f32x4.splat(dropScale);
  const zero = f32x4.splat(0);
  const inverseLeft = v128.load(inverses);
  const inverseRight = v128.load(inverses, 16);
  const meanLeft = v128.load(means);
  const meanRight = v128.load(means, 16);
  for (const end = kept + ((<usize>keys) << 5); kept < end; kept += 32) {
    const x = f32x4.mul(v128.load(kept), inverseLeft);
    const y = f32x4.mul(v128.load(kept, 16), inverseRight);
    v128.store(block, f32x4.mul(f32x4.pmax(x, zero), scale));
    v128.store(block, f32x4.mul(f32x4.pmax(y, zero), scale), 16);
    v128.store(d, f32x4.mul(f32x4.abs(x), f32x4.sub(v128.load(d), meanLeft)));
    v128.store(d, f32x4.mul(f32x4.abs(y), f32x4.sub(v128.load(d, 16), meanRight)), 16);
    block += step;
    d += step;
  }
}
