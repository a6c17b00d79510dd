// Label-smoothed cross-entropy of m passes over the same labels, with the R-Drop term between the passes.
// Rows of logits are pass-major: row i * N + n is position n in pass i. Labels outside [0, V) are never read.
import { exp4, expNonPositive, log4 } from './math';
import { addWide, at, max4, sum2 } from './vector';

const FLUSH: i32 = 256; // elements between additions of single-precision partial sums to double ones

function rowMax(x: usize, n: i32): f32 {
  let i = 0;
  let m = f32x4.splat(-Infinity);
  for (; i + 4 <= n; i += 4) m = f32x4.max(m, v128.load(at(x, i)));
  let result = max4(m);
  for (; i < n; i++) result = max(result, load<f32>(at(x, i)));
  return result;
}

/** Loads up to four values, the others `fill`. */
@inline
function loadPart(p: usize, count: i32, fill: f32): v128 {
  let x = f32x4.replace_lane(f32x4.splat(fill), 0, load<f32>(p));
  if (count > 1) x = f32x4.replace_lane(x, 1, load<f32>(p, 4));
  if (count > 2) x = f32x4.replace_lane(x, 2, load<f32>(p, 8));
  return x;
}

let sumOfShifted: f64 = 0;

/** Sum of exp(x - shift); leaves the sum of x - shift in `sumOfShifted`. */
function rowSumExp(x: usize, n: i32, shift: f32): f64 {
  const s = f32x4.splat(shift);
  let exps = f64x2.splat(0);
  let plain = f64x2.splat(0);
  let i = 0;
  while (i + 4 <= n) {
    const stop = min(n - 3, i + FLUSH);
    let e = f32x4.splat(0);
    let p = f32x4.splat(0);
    for (; i < stop; i += 4) {
      const d = f32x4.sub(v128.load(at(x, i)), s);
      e = f32x4.add(e, expNonPositive(d));
      p = f32x4.add(p, d);
    }
    exps = addWide(exps, e);
    plain = addWide(plain, p);
  }
  let total = sum2(exps);
  let shifted = sum2(plain);
  for (; i < n; i++) {
    const d = load<f32>(at(x, i)) - shift;
    total += f32x4.extract_lane(expNonPositive(f32x4.splat(d)), 0);
    shifted += d;
  }
  sumOfShifted = shifted;
  return total;
}

/** Sum over v of (p - q)(log p - log q): KL(p|q) + KL(q|p). Every term is >= 0, so nothing cancels. */
function symmetricKl(x: usize, y: usize, lseX: f32, lseY: f32, n: i32): f64 {
  const a = f32x4.splat(lseX);
  const b = f32x4.splat(lseY);
  let total = f64x2.splat(0);
  let i = 0;
  while (i + 4 <= n) {
    const stop = min(n - 3, i + FLUSH);
    let sum = f32x4.splat(0);
    for (; i < stop; i += 4) {
      const lp = f32x4.sub(v128.load(at(x, i)), a);
      const lq = f32x4.sub(v128.load(at(y, i)), b);
      sum = f32x4.add(sum, f32x4.mul(f32x4.sub(exp4(lp), exp4(lq)), f32x4.sub(lp, lq)));
    }
    total = addWide(total, sum);
  }
  if (i < n) {
    const lp = f32x4.sub(loadPart(at(x, i), n - i, -Infinity), a);
    const lq = f32x4.sub(loadPart(at(y, i), n - i, -Infinity), b);
    const term = f32x4.mul(f32x4.sub(exp4(lp), exp4(lq)), f32x4.sub(lp, lq));
    // Lanes beyond the row are -Infinity - -Infinity = NaN: leave them out.
    for (let j = 0; j < n - i; j++) total = f64x2.add(total, f64x2(lane(term, j), 0));
  }
  return sum2(total);
}

@inline
function lane(x: v128, index: i32): f64 {
  if (index == 0) return f32x4.extract_lane(x, 0);
  if (index == 1) return f32x4.extract_lane(x, 1);
  return f32x4.extract_lane(x, 2);
}

function addTo(p: usize, value: f64): void {
  store<f64>(p, load<f64>(p) + value);
}

/**
 * Adds the terms of positions begin <= n < end to `sums` (doubles: ce of each pass, nll of each pass, kl) and writes
 * the log-sum-exp of their rows. ce = nllWeight * nll + smoothWeight * sum_v(-log p_v).
 */
export function lossTerms(
  logits: usize, labels: usize, mask: usize, lse: usize, sums: usize,
  vocabulary: i32, positions: i32, passes: i32, begin: i32, end: i32,
  nllWeight: f64, smoothWeight: f64,
): void {
  const pairs = <f64>(passes * (passes - 1) / 2);
  for (let n = begin; n < end; n++) {
    const weight: f64 = mask ? load<f32>(at(mask, n)) : 1;
    if (weight == 0) {
      for (let i = 0; i < passes; i++) store<f32>(at(lse, i * positions + n), 0);
      continue;
    }
    const label = load<i32>(at(labels, n));
    const known = label >= 0 && label < vocabulary;
    for (let i = 0; i < passes; i++) {
      const row = logits + (<usize>(i * positions + n)) * ((<usize>vocabulary) << 2);
      const top = rowMax(row, vocabulary);
      const sum = rowSumExp(row, vocabulary, top);
      const logSum: f64 = f32x4.extract_lane(log4(f32x4.splat(<f32>sum)), 0);
      const smooth = <f64>vocabulary * logSum - sumOfShifted;
      store<f32>(at(lse, i * positions + n), <f32>(<f64>top + logSum));
      const nll: f64 = known ? logSum - (<f64>load<f32>(at(row, label)) - <f64>top) : 0;
      addTo(sums + ((<usize>i) << 3), weight * (nllWeight * nll + smoothWeight * smooth));
      addTo(sums + ((<usize>(passes + i)) << 3), weight * nll);
    }
    for (let i = 0; i < passes; i++) {
      for (let j = i + 1; j < passes; j++) {
        const rowI = i * positions + n;
        const rowJ = j * positions + n;
        const width = (<usize>vocabulary) << 2;
        const kl = symmetricKl(
          logits + (<usize>rowI) * width, logits + (<usize>rowJ) * width,
          load<f32>(at(lse, rowI)), load<f32>(at(lse, rowJ)), vocabulary,
        );
        addTo(sums + ((<usize>passes) << 4), weight * kl * 0.5 / pairs);
      }
    }
  }
}

/** p = exp(x - lse) */
function probabilities(p: usize, x: usize, lse: f32, n: i32): void {
  const s = f32x4.splat(lse);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(at(p, i), exp4(f32x4.sub(v128.load(at(x, i)), s)));
  for (; i < n; i++) {
    store<f32>(at(p, i), f32x4.extract_lane(exp4(f32x4.splat(load<f32>(at(x, i)) - lse)), 0));
  }
}

/** Sum over v of p (log p - log q), where log p - log q = x - y - shift. */
function klSum(p: usize, x: usize, y: usize, shift: f32, n: i32): f64 {
  const s = f32x4.splat(shift);
  let total = f64x2.splat(0);
  let i = 0;
  while (i + 4 <= n) {
    const stop = min(n - 3, i + FLUSH);
    let sum = f32x4.splat(0);
    for (; i < stop; i += 4) {
      const d = f32x4.sub(f32x4.sub(v128.load(at(x, i)), v128.load(at(y, i))), s);
      sum = f32x4.add(sum, f32x4.mul(v128.load(at(p, i)), d));
    }
    total = addWide(total, sum);
  }
  let result = sum2(total);
  for (; i < n; i++) result += load<f32>(at(p, i)) * (load<f32>(at(x, i)) - load<f32>(at(y, i)) - shift);
  return result;
}

/** dx = scale * p - constant */
function crossEntropyRow(dx: usize, p: usize, scale: f32, constant: f32, n: i32): void {
  const s = f32x4.splat(scale);
  const c = f32x4.splat(constant);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(at(dx, i), f32x4.sub(f32x4.mul(v128.load(at(p, i)), s), c));
  for (; i < n; i++) store<f32>(at(dx, i), load<f32>(at(p, i)) * scale - constant);
}

/** dx += scale * [p (log p - log q - kl) + p - q]: the gradient of scale * (KL(p|q) + KL(q|p)) by x. */
function klRow(dx: usize, p: usize, q: usize, x: usize, y: usize, n: i32, shift: f32, kl: f32, scale: f32): void {
  const s = f32x4.splat(scale);
  const offset = f32x4.splat(shift + kl - 1);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const pv = v128.load(at(p, i));
    const d = f32x4.sub(f32x4.sub(v128.load(at(x, i)), v128.load(at(y, i))), offset);
    const g = f32x4.sub(f32x4.mul(pv, d), v128.load(at(q, i)));
    v128.store(at(dx, i), f32x4.add(v128.load(at(dx, i)), f32x4.mul(g, s)));
  }
  for (; i < n; i++) {
    const pv = load<f32>(at(p, i));
    const d = load<f32>(at(x, i)) - load<f32>(at(y, i)) - (shift + kl - 1);
    store<f32>(at(dx, i), load<f32>(at(dx, i)) + (pv * d - load<f32>(at(q, i))) * scale);
  }
}

/**
 * Gradient rows of positions begin <= n < end. `work` holds passes * vocabulary floats; `dTerms` is
 * [ce_1 .. ce_m, nll_1 .. nll_m, kl].
 */
export function lossTermsGrad(
  dTerms: usize, logits: usize, labels: usize, mask: usize, lse: usize, dLogits: usize, work: usize,
  vocabulary: i32, positions: i32, passes: i32, begin: i32, end: i32,
  nllWeight: f32, smoothWeight: f32,
): void {
  const width = (<usize>vocabulary) << 2;
  const pairs = passes * (passes - 1) / 2;
  const dKl: f32 = pairs > 0 ? load<f32>(at(dTerms, 2 * passes)) * 0.5 / <f32>pairs : 0;
  for (let n = begin; n < end; n++) {
    const weight: f32 = mask ? load<f32>(at(mask, n)) : 1;
    if (weight == 0) {
      for (let i = 0; i < passes; i++) memory.fill(dLogits + (<usize>(i * positions + n)) * width, 0, width);
      continue;
    }
    const label = load<i32>(at(labels, n));
    const known = label >= 0 && label < vocabulary;
    for (let i = 0; i < passes; i++) {
      const row = <usize>(i * positions + n);
      probabilities(work + (<usize>i) * width, logits + row * width, load<f32>(lse + (row << 2)), vocabulary);
    }
    for (let i = 0; i < passes; i++) {
      const row = <usize>(i * positions + n);
      const x = logits + row * width;
      const dx = dLogits + row * width;
      const p = work + (<usize>i) * width;
      const lseX = load<f32>(lse + (row << 2));
      const dCe = weight * load<f32>(at(dTerms, i));
      const dNll = known ? weight * load<f32>(at(dTerms, passes + i)) : 0;
      const total = dNll + dCe * ((known ? nllWeight : 0) + smoothWeight * <f32>vocabulary);
      crossEntropyRow(dx, p, total, dCe * smoothWeight, vocabulary);
      if (known) store<f32>(at(dx, label), load<f32>(at(dx, label)) - (dCe * nllWeight + dNll));
      if (dKl == 0) continue;
      for (let j = 0; j < passes; j++) {
        if (j == i) continue;
        const other = <usize>(j * positions + n);
        const y = logits + other * width;
        const shift = lseX - load<f32>(lse + (other << 2));
        const kl = <f32>klSum(p, x, y, shift, vocabulary);
        klRow(dx, p, work + (<usize>j) * width, x, y, vocabulary, shift, kl, weight * dKl);
      }
    }
  }
}
