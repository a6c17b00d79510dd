import { addWide, at, madd, sum2 } from './vector';

/** Adam on elements begin <= i < end, in place on parameter p and moments m, v; keep = 1 - decoupled decay. */
export function adam(
  p: usize,
  gradient: usize,
  m: usize,
  v: usize,
  begin: i32,
  end: i32,
  gradientScale: f32,
  stepSize: f32,
  beta1: f32,
  beta2: f32,
  oneMinusBeta1: f32,
  oneMinusBeta2: f32,
  epsilon: f32,
  keep: f32,
  coupledDecay: f32,
): void {
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    const old = v128.load(at(p, i));
    const w = f32x4.mul(old, f32x4.splat(keep));
    const g = madd(
      old,
      f32x4.splat(coupledDecay),
      f32x4.mul(v128.load(at(gradient, i)), f32x4.splat(gradientScale)),
    );
    const first = madd(g, f32x4.splat(oneMinusBeta1), f32x4.mul(v128.load(at(m, i)), f32x4.splat(beta1)));
    const second = madd(
      f32x4.mul(g, g),
      f32x4.splat(oneMinusBeta2),
      f32x4.mul(v128.load(at(v, i)), f32x4.splat(beta2)),
    );
    const step = f32x4.div(
      f32x4.mul(first, f32x4.splat(stepSize)),
      f32x4.add(f32x4.sqrt(second), f32x4.splat(epsilon)),
    );
    v128.store(at(m, i), first);
    v128.store(at(v, i), second);
    v128.store(at(p, i), f32x4.sub(w, step));
  }
  for (; i < end; i++) {
    const old = load<f32>(at(p, i));
    const w = old * keep;
    const g = load<f32>(at(gradient, i)) * gradientScale + old * coupledDecay;
    const first = load<f32>(at(m, i)) * beta1 + g * oneMinusBeta1;
    const second = load<f32>(at(v, i)) * beta2 + g * g * oneMinusBeta2;
    store<f32>(at(m, i), first);
    store<f32>(at(v, i), second);
    store<f32>(at(p, i), w - (first * stepSize) / (sqrt<f32>(second) + epsilon));
  }
}

/** Writes to `sum` (a double) the sum of squares of elements begin <= i < end, added up in double precision. */
export function squaredSum(x: usize, begin: i32, end: i32, sum: usize): void {
  let total = f64x2.splat(0);
  let i = begin;
  while (i + 4 <= end) {
    const stop = min(end - 3, i + 64);
    let squares = f32x4.splat(0);
    for (; i < stop; i += 4) {
      const a = v128.load(at(x, i));
      squares = madd(a, a, squares);
    }
    total = addWide(total, squares);
  }
  let result = sum2(total);
  for (; i < end; i++) result += <f64>load<f32>(at(x, i)) * <f64>load<f32>(at(x, i));
  store<f64>(sum, result);
}
