// The gradient of one position of the loss: m rows of logits in, m rows of gradients out, each read and written once,
// block by block. The rows may be replaced by their gradients.
import { BLOCK, copy, exps, factors, topAt } from './loss-position';
import { expShifted } from './math';
import { at, madd } from './vector';

// Factors of row i: [lse, total, constant, scale]. Without the divergence its gradient is total * p - constant (and less
// at the gold label); p is the exponential times `scale`, which differs from block to block.
@inline
function factor(work: usize, m: i32, i: i32, which: i32): f32 {
  return load<f32>(at(factors(work, m, i), which));
}

/** p = exp(x - lse) */
function probabilities(p: usize, x: usize, size: i32, lse: f32): void {
  const shift = f32x4.splat(lse);
  let k = 0;
  for (; k + 4 <= size; k += 4) v128.store(at(p, k), expShifted(f32x4.sub(v128.load(at(x, k)), shift)));
  for (; k < size; k++) v128.store32_lane(at(p, k), expShifted(f32x4.sub(v128.load32_splat(at(x, k)), shift)), 0);
}

/** dx = total * p - constant */
function oneRow(dx: usize, p: usize, size: i32, total: f32, constant: f32): void {
  const s = f32x4.splat(total);
  const c = f32x4.splat(constant);
  let k = 0;
  for (; k + 4 <= size; k += 4) v128.store(at(dx, k), f32x4.sub(f32x4.mul(v128.load(at(p, k)), s), c));
  for (; k < size; k++) store<f32>(at(dx, k), load<f32>(at(p, k)) * total - constant);
}

/**
 * Two rows with their divergence. With d = x - y and its mean under p, the gradient of dKl * (KL(p|q) + KL(q|p)) by x is
 * dKl * (p (d - mean + 1) - q), and by y the same with the rows exchanged.
 */
function twoRows(
  dx: usize, dy: usize, x: usize, y: usize, p: usize, q: usize, size: i32, meanX: f32, meanY: f32, dKl: f32, work: usize,
): void {
  const scaleP = factor(work, 2, 0, 3);
  const scaleQ = factor(work, 2, 1, 3);
  const ux = f32x4.splat(meanX - 1);
  const uy = f32x4.splat(meanY - 1);
  const sx = f32x4.splat(dKl * scaleP);
  const sy = f32x4.splat(dKl * scaleQ);
  const tx = f32x4.splat(factor(work, 2, 0, 1) * scaleP);
  const ty = f32x4.splat(factor(work, 2, 1, 1) * scaleQ);
  const cx = f32x4.splat(factor(work, 2, 0, 2));
  const cy = f32x4.splat(factor(work, 2, 1, 2));
  let k = 0;
  for (; k + 4 <= size; k += 4) {
    const a = v128.load(at(p, k));
    const b = v128.load(at(q, k));
    const d = f32x4.sub(v128.load(at(x, k)), v128.load(at(y, k)));
    const g = madd(f32x4.sub(d, ux), sx, tx);
    const h = f32x4.sub(ty, f32x4.mul(f32x4.add(d, uy), sy));
    v128.store(at(dx, k), f32x4.sub(f32x4.mul(a, g), madd(b, sy, cx)));
    v128.store(at(dy, k), f32x4.sub(f32x4.mul(b, h), madd(a, sx, cy)));
  }
  for (; k < size; k++) {
    const a = v128.load32_splat(at(p, k));
    const b = v128.load32_splat(at(q, k));
    const d = f32x4.sub(v128.load32_splat(at(x, k)), v128.load32_splat(at(y, k)));
    const g = madd(f32x4.sub(d, ux), sx, tx);
    const h = f32x4.sub(ty, f32x4.mul(f32x4.add(d, uy), sy));
    v128.store32_lane(at(dx, k), f32x4.sub(f32x4.mul(a, g), madd(b, sy, cx)), 0);
    v128.store32_lane(at(dy, k), f32x4.sub(f32x4.mul(b, h), madd(a, sx, cy)), 0);
  }
}

/** Element k of a block of row i, one of many; `means` are its means of x_i - x_j. The rows' logits are in the copies. */
function oneOfMany(i: i32, from: i32, k: i32, m: i32, kept: i32, means: usize, dKl: f32, work: usize): f32 {
  const x = load<f32>(at(copy(work, m, i), k));
  const p = load<f32>(at(exps(work, m, i, from, kept), k)) * factor(work, m, i, 3);
  let result = p * factor(work, m, i, 1) - factor(work, m, i, 2);
  for (let j = 0; j < m; j++) {
    if (j == i) continue;
    const d = x - load<f32>(at(copy(work, m, j), k));
    const q = load<f32>(at(exps(work, m, j, from, kept), k)) * factor(work, m, j, 3);
    result += dKl * (p * (d - (load<f32>(at(means, j)) - 1)) - q);
  }
  return result;
}

/** Makes the exponentials of a block of row i ready for use: those that were kept, or new ones. */
function prepare(x: usize, from: i32, size: i32, m: i32, i: i32, kept: i32, work: usize): void {
  const lse = factor(work, m, i, 0);
  let scale: f32 = 1;
  if (kept > 0) {
    const difference = load<f32>(topAt(work, m, i, from, kept)) - lse;
    scale = f32x4.extract_lane(expShifted(f32x4.splat(difference)), 0);
  } else probabilities(exps(work, m, i, 0, BLOCK), x, size, lse);
  store<f32>(factors(work, m, i), scale, 12);
}

/**
 * Writes the gradients of the m rows of a position, `step` bytes apart. `dTerms` is [ce of each pass, nll of each pass,
 * kl]; `statistics` are those of the position's first row (see `lossTerms`). `kept` is 0 when the exponentials in the
 * work space are not those of this position.
 */
export function positionGradient(
  dx: usize, x: usize, step: usize, n: i32, m: i32, label: i32, weight: f32, statistics: usize, statisticsStep: usize,
  dTerms: usize, nllWeight: f32, smoothWeight: f32, kept: i32, work: usize,
): void {
  const known = label >= 0 && label < n;
  for (let i = 0; i < m; i++) {
    const dCe = weight * load<f32>(at(dTerms, i));
    const dNll: f32 = known ? weight * load<f32>(at(dTerms, m + i)) : 0;
    const to = factors(work, m, i);
    store<f32>(to, load<f32>(at(statistics + <usize>i * statisticsStep, i)));
    store<f32>(to, dNll + dCe * ((known ? nllWeight : 0) + smoothWeight * <f32>n), 4);
    store<f32>(to, dCe * smoothWeight, 8);
  }
  const dKl: f32 = m > 1 ? weight * load<f32>(at(dTerms, 2 * m)) / <f32>(m * (m - 1)) : 0;
  const stride = max(kept, BLOCK);
  for (let from = 0; from < n; from += BLOCK) {
    const size = min(BLOCK, n - from);
    const block = at(x, from);
    const out = at(dx, from);
    for (let i = 0; i < m; i++) prepare(block + <usize>i * step, from, size, m, i, kept, work);
    const p = exps(work, m, 0, from, stride);
    if (m == 1) {
      oneRow(out, p, size, factor(work, 1, 0, 1) * factor(work, 1, 0, 3), factor(work, 1, 0, 2));
    } else if (m == 2) {
      const meanX = load<f32>(at(statistics, 1));
      const meanY = load<f32>(statistics + statisticsStep);
      const q = exps(work, 2, 1, from, stride);
      twoRows(out, out + step, block, block + step, p, q, size, meanX, meanY, dKl, work);
    } else {
      for (let i = 0; i < m; i++) memory.copy(copy(work, m, i), block + <usize>i * step, (<usize>size) << 2);
      for (let i = 0; i < m; i++) {
        const row = statistics + <usize>i * statisticsStep;
        for (let k = 0; k < size; k++) {
          store<f32>(at(out + <usize>i * step, k), oneOfMany(i, from, k, m, stride, row, dKl, work));
        }
      }
    }
  }
  if (!known) return;
  for (let i = 0; i < m; i++) {
    const gold = at(dx + <usize>i * step, label);
    const dGold = weight * (load<f32>(at(dTerms, i)) * nllWeight + load<f32>(at(dTerms, m + i)));
    store<f32>(gold, load<f32>(gold) - dGold);
  }
}
