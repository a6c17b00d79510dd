// Small SIMD helpers shared by the kernels. Addresses are byte addresses in the one linear memory.

/** a * b + c; one rounding where the build has relaxed SIMD, two otherwise. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
export function sum4(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

@inline
export function max4(x: v128): f32 {
  const pairs = f32x4.max(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** Adds the four lanes of x to two double lanes. */
@inline
export function addWide(total: v128, x: v128): v128 {
  const high = v128.shuffle<f32>(x, x, 2, 3, 0, 1);
  return f64x2.add(total, f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(high)));
}

@inline
export function sum2(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

@inline
export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/** dst[0..n) += src[0..n) */
export function addInto(dst: usize, src: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const p = at(dst, i);
    v128.store(p, f32x4.add(v128.load(p), v128.load(at(src, i))));
  }
  for (; i < n; i++) store<f32>(at(dst, i), load<f32>(at(dst, i)) + load<f32>(at(src, i)));
}

/** Stores the columns of the 4 x 4 matrix whose rows are given, `step` bytes apart. Any elements of 32 bits. */
@inline
export function storeTransposed(dst: usize, step: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<f64>(t0, t2, 0, 2));
  v128.store(dst + step, v128.shuffle<f64>(t0, t2, 1, 3));
  v128.store(dst + 2 * step, v128.shuffle<f64>(t1, t3, 0, 2));
  v128.store(dst + 3 * step, v128.shuffle<f64>(t1, t3, 1, 3));
}
