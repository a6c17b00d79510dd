import { dropoutRange } from './philox';
import { at, madd, sum4 } from './vector';

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
    else memory.copy(z, x + row, bytes);
    const mean = addAndMean(z, residual ? residual + row : 0, width);
    const inverse = <f32>1 / sqrt<f32>(centreAndVariance(z, mean, width) + epsilon);
    store<f32>(at(inverseStd, r), inverse);
    finishRow(z, y + row, gain, bias, inverse, width);
  }
}

function addAndMean(z: usize, residual: usize, width: i32): f32 {
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    let v = v128.load(at(z, i));
    if (residual) {
      v = f32x4.add(v, v128.load(at(residual, i)));
      v128.store(at(z, i), v);
    }
    sum = f32x4.add(sum, v);
  }
  let total = sum4(sum);
  for (; i < width; i++) {
    if (residual) store<f32>(at(z, i), load<f32>(at(z, i)) + load<f32>(at(residual, i)));
    total += load<f32>(at(z, i));
  }
  return total / <f32>width;
}

function centreAndVariance(z: usize, mean: f32, width: i32): f32 {
  const m = f32x4.splat(mean);
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const d = f32x4.sub(v128.load(at(z, i)), m);
    v128.store(at(z, i), d);
    sum = madd(d, d, sum);
  }
  let total = sum4(sum);
  for (; i < width; i++) {
    const d = load<f32>(at(z, i)) - mean;
    store<f32>(at(z, i), d);
    total += d * d;
  }
  return total / <f32>width;
}

function finishRow(z: usize, y: usize, gain: usize, bias: usize, inverse: f32, width: i32): void {
  const s = f32x4.splat(inverse);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const v = f32x4.mul(v128.load(at(z, i)), s);
    v128.store(at(z, i), v);
    v128.store(at(y, i), madd(v, v128.load(at(gain, i)), v128.load(at(bias, i))));
  }
  for (; i < width; i++) {
    const v = load<f32>(at(z, i)) * inverse;
    store<f32>(at(z, i), v);
    store<f32>(at(y, i), v * load<f32>(at(gain, i)) + load<f32>(at(bias, i)));
  }
}

/**
 * Gradients of rows rowBegin <= r < rowEnd; dGain and dBias get the sums over these rows (partial sums: one pair a slice).
 * dResidual may be 0 (not wanted), plan may be 0.
 */
export function layerNormGrad(
  dy: usize,
  normalised: usize,
  inverseStd: usize,
  gain: usize,
  plan: usize,
  dx: usize,
  dResidual: usize,
  dGain: usize,
  dBias: usize,
  width: i32,
  rowBegin: i32,
  rowEnd: i32,
): void {
  memory.fill(dGain, 0, (<usize>width) << 2);
  memory.fill(dBias, 0, (<usize>width) << 2);
  const bytes = (<usize>width) << 2;
  for (let r = rowBegin; r < rowEnd; r++) {
    const row = <usize>r * bytes;
    const target = dResidual ? dResidual + row : dx + row;
    gradRow(dy + row, normalised + row, gain, target, load<f32>(at(inverseStd, r)), width);
    accumulateRow(dy + row, normalised + row, dGain, dBias, width);
    if (plan) dropoutRange(dx + row, target, r * width, width, plan);
    else if (dResidual) memory.copy(dx + row, target, bytes);
  }
}

function gradRow(dy: usize, z: usize, gain: usize, dx: usize, inverse: f32, width: i32): void {
  let plain = f32x4.splat(0);
  let projected = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const g = f32x4.mul(v128.load(at(dy, i)), v128.load(at(gain, i)));
    plain = f32x4.add(plain, g);
    projected = madd(g, v128.load(at(z, i)), projected);
  }
  let a = sum4(plain);
  let b = sum4(projected);
  for (; i < width; i++) {
    const g = load<f32>(at(dy, i)) * load<f32>(at(gain, i));
    a += g;
    b += g * load<f32>(at(z, i));
  }
  a /= <f32>width;
  b /= <f32>width;
  const mean = f32x4.splat(a);
  const slope = f32x4.splat(b);
  const s = f32x4.splat(inverse);
  i = 0;
  for (; i + 4 <= width; i += 4) {
    const g = f32x4.mul(v128.load(at(dy, i)), v128.load(at(gain, i)));
    const inner = f32x4.sub(f32x4.sub(g, mean), f32x4.mul(v128.load(at(z, i)), slope));
    v128.store(at(dx, i), f32x4.mul(inner, s));
  }
  for (; i < width; i++) {
    const g = load<f32>(at(dy, i)) * load<f32>(at(gain, i));
    store<f32>(at(dx, i), (g - a - load<f32>(at(z, i)) * b) * inverse);
  }
}

function accumulateRow(dy: usize, z: usize, dGain: usize, dBias: usize, width: i32): void {
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const d = v128.load(at(dy, i));
    v128.store(at(dGain, i), madd(d, v128.load(at(z, i)), v128.load(at(dGain, i))));
    v128.store(at(dBias, i), f32x4.add(d, v128.load(at(dBias, i))));
  }
  for (; i < width; i++) {
    const d = load<f32>(at(dy, i));
    store<f32>(at(dGain, i), load<f32>(at(dGain, i)) + d * load<f32>(at(z, i)));
    store<f32>(at(dBias, i), load<f32>(at(dBias, i)) + d);
  }
}
