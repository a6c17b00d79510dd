// Layer normalisation. A row stays in the first-level cache while loops pass over it; sums run in
// four vectors side by side, for one alone would wait for each addition.
import { dropoutRange } from './philox';
import { at, madd, sum4 } from './vector';

@inline
function sumOf(a: v128, b: v128, c: v128, d: v128): f32 {
  return sum4(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/**
 * Rows rowBegin <= r < rowEnd of y = gain * normalised + bias, normalised = (z - mean) / std, z = residual +
 * dropout(x). residual and plan may be 0.
 */
export function layerNorm(
  x: usize,
  gain: usize,
  bias: usize,
  residual: usize,
  plan: usize,
  y: usize,
  normalised: usize,
  inverseStd: usize,
  width: i32,
  rowBegin: i32,
  rowEnd: i32,
  epsilon: f32,
): void {
  const bytes = (<usize>width) << 2;
  for (let r = rowBegin; r < rowEnd; r++) {
    const row = <usize>r * bytes;
    const z = normalised + row;
    if (plan) dropoutRange(z, x + row, r * width, width, plan);
    const source = plan ? z : x + row;
    const from = residual ? z : source; // where z is to be read
    const sum = residual ? addRow(z, source, residual + row, width) : sumRow(source, width);
    const mean = sum / <f32>width;
    const inverse = <f32>1 / sqrt<f32>(squares(from, mean, width) / <f32>width + epsilon);
    store<f32>(at(inverseStd, r), inverse);
    finishRow(from, mean, inverse, z, y + row, gain, bias, width);
  }
}

function sumRow(z: usize, width: i32): f32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let i = 0;
  for (; i + 16 <= width; i += 16) {
    a = f32x4.add(a, v128.load(at(z, i)));
    b = f32x4.add(b, v128.load(at(z, i), 16));
    c = f32x4.add(c, v128.load(at(z, i), 32));
    d = f32x4.add(d, v128.load(at(z, i), 48));
  }
  let total = sumOf(a, b, c, d);
  for (; i < width; i++) total += load<f32>(at(z, i));
  return total;
}

@inline
function addFour(z: usize, x: usize, residual: usize): v128 {
  const v = f32x4.add(v128.load(x), v128.load(residual));
  v128.store(z, v);
  return v;
}

/** z = x + residual; the sum of z. */
function addRow(z: usize, x: usize, residual: usize, width: i32): f32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let i = 0;
  for (; i + 16 <= width; i += 16) {
    a = f32x4.add(a, addFour(at(z, i), at(x, i), at(residual, i)));
    b = f32x4.add(b, addFour(at(z, i) + 16, at(x, i) + 16, at(residual, i) + 16));
    c = f32x4.add(c, addFour(at(z, i) + 32, at(x, i) + 32, at(residual, i) + 32));
    d = f32x4.add(d, addFour(at(z, i) + 48, at(x, i) + 48, at(residual, i) + 48));
  }
  let total = sumOf(a, b, c, d);
  for (; i < width; i++) {
    const v = load<f32>(at(x, i)) + load<f32>(at(residual, i));
    store<f32>(at(z, i), v);
    total += v;
  }
  return total;
}

@inline
function square(z: usize, mean: v128, sum: v128): v128 {
  const d = f32x4.sub(v128.load(z), mean);
  return madd(d, d, sum);
}

/** Sum of (z - mean)^2. */
function squares(z: usize, mean: f32, width: i32): f32 {
  const m = f32x4.splat(mean);
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let i = 0;
  for (; i + 16 <= width; i += 16) {
    a = square(at(z, i), m, a);
    b = square(at(z, i) + 16, m, b);
    c = square(at(z, i) + 32, m, c);
    d = square(at(z, i) + 48, m, d);
  }
  let total = sumOf(a, b, c, d);
  for (; i < width; i++) {
    const v = load<f32>(at(z, i)) - mean;
    total += v * v;
  }
  return total;
}

function finishRow(
  z: usize, mean: f32, inverse: f32, normalised: usize, y: usize, gain: usize, bias: usize, width: i32,
): void {
  const m = f32x4.splat(mean);
  const s = f32x4.splat(inverse);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const v = f32x4.mul(f32x4.sub(v128.load(at(z, i)), m), s);
    v128.store(at(normalised, i), v);
    v128.store(at(y, i), madd(v, v128.load(at(gain, i)), v128.load(at(bias, i))));
  }
  for (; i < width; i++) {
    const v = (load<f32>(at(z, i)) - mean) * inverse;
    store<f32>(at(normalised, i), v);
    store<f32>(at(y, i), v * load<f32>(at(gain, i)) + load<f32>(at(bias, i)));
  }
}
