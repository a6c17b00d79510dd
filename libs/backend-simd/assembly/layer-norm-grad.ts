import { dropoutRange } from './philox';
import { at, madd, sum4 } from './vector';

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
  const bytes = (<usize>width) << 2;
  memory.fill(dGain, 0, bytes);
  memory.fill(dBias, 0, bytes);
  const target = dResidual ? dResidual : dx;
  for (let r = rowBegin; r < rowEnd; r += 2) {
    const rows = min(2, rowEnd - r);
    const row = <usize>r * bytes;
    const inverse = at(inverseStd, r);
    if (rows == 2) gradRows(true, dy + row, normalised + row, inverse, gain, target + row, dGain, dBias, width);
    else gradRows(false, dy + row, normalised + row, inverse, gain, target + row, dGain, dBias, width);
    if (plan) dropoutRange(dx + row, target + row, r * width, rows * width, plan);
    else if (dResidual) memory.copy(dx + row, target + row, <usize>rows * bytes);
  }
}

/** Two rows together (or one) read and write the sums over rows half as often. */
@inline
function gradRows(
  two: bool, dy: usize, z: usize, inverse: usize, gain: usize, dx: usize, dGain: usize, dBias: usize, width: i32,
): void {
  const bytes = (<usize>width) << 2;
  let plain0 = f32x4.splat(0);
  let projected0 = plain0;
  let plain1 = plain0;
  let projected1 = plain0;
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const factor = v128.load(at(gain, i));
    let d = v128.load(at(dy, i));
    let n = v128.load(at(z, i));
    let g = f32x4.mul(d, factor);
    plain0 = f32x4.add(plain0, g);
    projected0 = madd(g, n, projected0);
    let gains = madd(d, n, v128.load(at(dGain, i)));
    let biases = f32x4.add(d, v128.load(at(dBias, i)));
    if (two) {
      d = v128.load(at(dy, i) + bytes);
      n = v128.load(at(z, i) + bytes);
      g = f32x4.mul(d, factor);
      plain1 = f32x4.add(plain1, g);
      projected1 = madd(g, n, projected1);
      gains = madd(d, n, gains);
      biases = f32x4.add(d, biases);
    }
    v128.store(at(dGain, i), gains);
    v128.store(at(dBias, i), biases);
  }
  const rest = i;
  addRest(dy, z, dGain, dBias, rest, width);
  finishGrad(dy, z, gain, dx, sum4(plain0), sum4(projected0), load<f32>(inverse), rest, width);
  if (two) {
    const factor = load<f32>(inverse, 4);
    addRest(dy + bytes, z + bytes, dGain, dBias, rest, width);
    finishGrad(dy + bytes, z + bytes, gain, dx + bytes, sum4(plain1), sum4(projected1), factor, rest, width);
  }
}

/** dx of a row, given the sums of g = dy * gain and of g * z up to element `rest`. */
function finishGrad(
  dy: usize, z: usize, gain: usize, dx: usize, plain: f32, projected: f32, inverse: f32, rest: i32, width: i32,
): void {
  for (let i = rest; i < width; i++) {
    const g = load<f32>(at(dy, i)) * load<f32>(at(gain, i));
    plain += g;
    projected += g * load<f32>(at(z, i));
  }
  plain /= <f32>width;
  projected /= <f32>width;
  const mean = f32x4.splat(plain);
  const slope = f32x4.splat(projected);
  const s = f32x4.splat(inverse);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const g = f32x4.mul(v128.load(at(dy, i)), v128.load(at(gain, i)));
    const inner = f32x4.sub(f32x4.sub(g, mean), f32x4.mul(v128.load(at(z, i)), slope));
    v128.store(at(dx, i), f32x4.mul(inner, s));
  }
  for (; i < width; i++) {
    const g = load<f32>(at(dy, i)) * load<f32>(at(gain, i));
    store<f32>(at(dx, i), (g - plain - load<f32>(at(z, i)) * projected) * inverse);
  }
}

/** Elements from `rest` on of the sums over rows. */
function addRest(dy: usize, z: usize, dGain: usize, dBias: usize, rest: i32, width: i32): void {
  for (let i = rest; i < width; i++) {
    const d = load<f32>(at(dy, i));
    store<f32>(at(dGain, i), load<f32>(at(dGain, i)) + d * load<f32>(at(z, i)));
    store<f32>(at(dBias, i), load<f32>(at(dBias, i)) + d);
  }
}
