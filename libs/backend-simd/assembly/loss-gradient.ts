// The gradient of one position of the loss: m rows of logits in, m rows of gradients out, each read and written once.
// The rows may be replaced by their gradients.
import { block, BLOCK, expShifted, factors } from './loss-position';
import { at, madd } from './vector';

// Factors of row i: [lse, total, constant, mean]. Without the divergence its gradient is total * p - constant (and less
// at the gold label). `mean` is that of x_i - x_j under P_i, for two passes.
@inline
function factor(work: usize, m: i32, i: i32, which: i32): v128 {
  return v128.load32_splat(at(factors(work, m, i), which));
}

/** dx = total * exp(x - lse) - constant */
function oneRow(dx: usize, x: usize, n: i32, work: usize): void {
  const lse = factor(work, 1, 0, 0);
  const scale = factor(work, 1, 0, 1);
  const constant = factor(work, 1, 0, 2);
  let k = 0;
  for (; k + 4 <= n; k += 4) {
    const p = expShifted(f32x4.sub(v128.load(at(x, k)), lse));
    v128.store(at(dx, k), f32x4.sub(f32x4.mul(p, scale), constant));
  }
  for (; k < n; k++) {
    const p = expShifted(f32x4.sub(v128.load32_splat(at(x, k)), lse));
    v128.store32_lane(at(dx, k), f32x4.sub(f32x4.mul(p, scale), constant), 0);
  }
}

/**
 * Two rows with their divergence. With d = x - y the gradient of dKl * (KL(p|q) + KL(q|p)) by x is
 * dKl * (p (d - mean + 1) - q), and by y the same with the rows exchanged.
 */
function twoRows(dx: usize, dy: usize, x: usize, y: usize, n: i32, dKl: f32, work: usize): void {
  const lseX = factor(work, 2, 0, 0);
  const lseY = factor(work, 2, 1, 0);
  const scaleX = factor(work, 2, 0, 1);
  const scaleY = factor(work, 2, 1, 1);
  const constantX = factor(work, 2, 0, 2);
  const constantY = factor(work, 2, 1, 2);
  const one = f32x4.splat(1);
  const meanX = f32x4.sub(factor(work, 2, 0, 3), one);
  const meanY = f32x4.sub(factor(work, 2, 1, 3), one);
  const s = f32x4.splat(dKl);
  let k = 0;
  for (; k + 4 <= n; k += 4) {
    const a = v128.load(at(x, k));
    const b = v128.load(at(y, k));
    const p = expShifted(f32x4.sub(a, lseX));
    const q = expShifted(f32x4.sub(b, lseY));
    const d = f32x4.sub(a, b);
    const g = madd(f32x4.sub(d, meanX), s, scaleX);
    const h = f32x4.sub(scaleY, f32x4.mul(f32x4.add(d, meanY), s));
    v128.store(at(dx, k), f32x4.sub(f32x4.mul(p, g), madd(q, s, constantX)));
    v128.store(at(dy, k), f32x4.sub(f32x4.mul(q, h), madd(p, s, constantY)));
  }
  for (; k < n; k++) {
    const a = v128.load32_splat(at(x, k));
    const b = v128.load32_splat(at(y, k));
    const p = expShifted(f32x4.sub(a, lseX));
    const q = expShifted(f32x4.sub(b, lseY));
    const d = f32x4.sub(a, b);
    const g = madd(f32x4.sub(d, meanX), s, scaleX);
    const h = f32x4.sub(scaleY, f32x4.mul(f32x4.add(d, meanY), s));
    v128.store32_lane(at(dx, k), f32x4.sub(f32x4.mul(p, g), madd(q, s, constantX)), 0);
    v128.store32_lane(at(dy, k), f32x4.sub(f32x4.mul(q, h), madd(p, s, constantY)), 0);
  }
}

/** Element k of row i, without and with the divergence from every other row. All that is read lies in the blocks. */
function gradientOf(i: i32, k: i32, m: i32, means: usize, dKl: f32, work: usize): f32 {
  const row = factors(work, m, i);
  const x = load<f32>(at(block(work, m, i), k));
  const p = load<f32>(at(block(work, m, m + i), k));
  let result = p * load<f32>(row, 4) - load<f32>(row, 8);
  for (let j = 0; j < m; j++) {
    if (j == i) continue;
    const d = x - load<f32>(at(block(work, m, j), k));
    const q = load<f32>(at(block(work, m, m + j), k));
    result += dKl * (p * (d - (load<f32>(at(means, j)) - 1)) - q);
  }
  return result;
}

/** Any number of rows, without haste. `means` are row i's means of x_i - x_j, `meansStep` bytes from row to row. */
function manyRows(
  dx: usize, x: usize, step: usize, n: i32, m: i32, means: usize, meansStep: usize, dKl: f32, work: usize,
): void {
  for (let from = 0; from < n; from += BLOCK) {
    const size = min(BLOCK, n - from);
    for (let i = 0; i < m; i++) {
      const copy = block(work, m, i);
      const p = block(work, m, m + i);
      memory.copy(copy, at(x + <usize>i * step, from), (<usize>size) << 2);
      const lse = factor(work, m, i, 0);
      // A block has room for whole vectors.
      for (let k = 0; k < size; k += 4) {
        v128.store(at(p, k), expShifted(f32x4.sub(v128.load(at(copy, k)), lse)));
      }
    }
    for (let i = 0; i < m; i++) {
      const out = at(dx + <usize>i * step, from);
      const row = means + <usize>i * meansStep;
      for (let k = 0; k < size; k++) store<f32>(at(out, k), gradientOf(i, k, m, row, dKl, work));
    }
  }
}

/**
 * Writes the gradients of the m rows of a position, `step` bytes apart. `dTerms` is [ce of each pass, nll of each pass,
 * kl]; `statistics` are those of the position's first row (see `lossTerms`).
 */
export function positionGradient(
  dx: usize, x: usize, step: usize, n: i32, m: i32, label: i32, weight: f32,
  statistics: usize, statisticsStep: usize, dTerms: usize, nllWeight: f32, smoothWeight: f32, work: usize,
): void {
  const known = label >= 0 && label < n;
  for (let i = 0; i < m; i++) {
    const dCe = weight * load<f32>(at(dTerms, i));
    const dNll: f32 = known ? weight * load<f32>(at(dTerms, m + i)) : 0;
    const row = statistics + <usize>i * statisticsStep;
    const to = factors(work, m, i);
    store<f32>(to, load<f32>(at(row, i)));
    store<f32>(to, dNll + dCe * ((known ? nllWeight : 0) + smoothWeight * <f32>n), 4);
    store<f32>(to, dCe * smoothWeight, 8);
    store<f32>(to, m == 2 ? load<f32>(at(row, 1 - i)) : 0, 12);
  }
  const dKl: f32 = m > 1 ? weight * load<f32>(at(dTerms, 2 * m)) / <f32>(m * (m - 1)) : 0;
  if (m == 1) oneRow(dx, x, n, work);
  else if (m == 2) twoRows(dx, dx + step, x, x + step, n, dKl, work);
  else manyRows(dx, x, step, n, m, statistics, statisticsStep, dKl, work);
  if (!known) return;
  for (let i = 0; i < m; i++) {
    const gold = at(dx + <usize>i * step, label);
    const dGold = weight * (load<f32>(at(dTerms, i)) * nllWeight + load<f32>(at(dTerms, m + i)));
    store<f32>(gold, load<f32>(gold) - dGold);
  }
}
