import { layerNormGrad } from './layer-norm-grad';
import { at } from './vector';

/**
 * layerNormGrad from y = gain * normalised + bias in the place of `normalised`: the rows of a slice are normalised again
 * in private work space of as many rows, and used while they are in the cache.
 */
export function layerNormGradOfValue(
  dy: usize,
  y: usize,
  inverseStd: usize,
  gain: usize,
  bias: usize,
  plan: usize,
  dx: usize,
  dResidual: usize,
  dGain: usize,
  dBias: usize,
  work: usize,
  width: i32,
  rowBegin: i32,
  rowEnd: i32,
): void {
  const bytes = (<usize>width) << 2;
  const first = (<usize>rowBegin) * bytes;
  for (let r = rowBegin; r < rowEnd; r++) {
    const row = (<usize>r) * bytes;
    normaliseRow(y + row, gain, bias, work + row - first, width);
  }
  // Rows are found by their number: the first of the work space is row `rowBegin`.
  layerNormGrad(dy, work - first, inverseStd, gain, plan, dx, dResidual, dGain, dBias, width, rowBegin, rowEnd);
}

/** z = (y - bias) / gain */
function normaliseRow(y: usize, gain: usize, bias: usize, z: usize, width: i32): void {
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const scaled = f32x4.sub(v128.load(at(y, i)), v128.load(at(bias, i)));
    v128.store(at(z, i), f32x4.div(scaled, v128.load(at(gain, i))));
  }
  for (; i < width; i++) {
    store<f32>(at(z, i), (load<f32>(at(y, i)) - load<f32>(at(bias, i))) / load<f32>(at(gain, i)));
  }
}
