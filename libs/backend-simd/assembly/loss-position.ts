// One position of the loss: its m rows of logits (one a pass) are read once, in blocks that stay in the nearest cache.
import { exp4, expShifted } from './math';
import { addWide, at, madd, max4, sum2 } from './vector';

/** Elements of a row taken at a time; also between additions of single-precision partial sums to double ones. */
export const BLOCK: i32 = 512;

const LOWEST: f32 = -3.4e38;

// Work space of a position of m passes: doubles [3][m] and [2][m][m]; floats [m][4], [m][m] and [m][BLOCK]; then floats
// [m][kept] and [m][kept / BLOCK], where `kept` is BLOCK, or the length of a row in whole blocks (see keptLength).
//   top_i       the largest logit so far; never below LOWEST
//   sum_i       sum of exp(x_i - top_i)
//   shifted_i   sum of x_i - top_i
//   center_ij   about the mean of x_i - x_j, where i < j
//   gap_ij      sum of exp(x_i - top_i) (x_i - x_j - center_ij); center_ji = -center_ij
//   factors_i   what the gradient of a row needs (see loss-gradient.ts)
//   means_ij    statistics of the position, where nobody else wants them
//   copy_i      a block of a row
//   exps_i      exponentials of the row, or of its latest block, each less the top that was known at its block
//   tops_i      these tops
@inline
export function top(work: usize, i: i32): usize {
  return work + ((<usize>i) << 3);
}

@inline
export function sum(work: usize, m: i32, i: i32): usize {
  return work + ((<usize>(m + i)) << 3);
}

@inline
export function shifted(work: usize, m: i32, i: i32): usize {
  return work + ((<usize>(2 * m + i)) << 3);
}

@inline
export function gap(work: usize, m: i32, i: i32, j: i32): usize {
  return work + ((<usize>(3 * m + i * m + j)) << 3);
}

@inline
export function center(work: usize, m: i32, i: i32, j: i32): usize {
  return gap(work, m, m + min(i, j), max(i, j));
}

@inline
export function factors(work: usize, m: i32, i: i32): usize {
  return gap(work, m, 2 * m, 0) + ((<usize>i) << 4);
}

@inline
export function means(work: usize, m: i32): usize {
  return factors(work, m, m);
}

@inline
export function copy(work: usize, m: i32, i: i32): usize {
  return at(means(work, m), m * m + i * BLOCK);
}

/** Where the exponentials of row i from element k on are. */
@inline
export function exps(work: usize, m: i32, i: i32, k: i32, kept: i32): usize {
  return at(copy(work, m, m), i * kept + min(k, kept - BLOCK));
}

/** The top that the exponentials from element k on were made with. */
@inline
export function topAt(work: usize, m: i32, i: i32, k: i32, kept: i32): usize {
  return at(exps(work, m, m, 0, kept), i * (kept / BLOCK) + min(k, kept - BLOCK) / BLOCK);
}

/** `kept` for rows of n logits of which all exponentials are kept. */
@inline
export function keptLength(n: i32): i32 {
  return max(BLOCK, (n + BLOCK - 1) & ~(BLOCK - 1));
}

/** Bytes of work space for positions of m passes; with n above 0 there is room for all exponentials of rows of n. */
export function lossWorkBytes(m: i32, n: i32): usize {
  return topAt(0, m, m, 0, keptLength(n));
}

@inline
export function addTo(p: usize, value: f64): void {
  store<f64>(p, load<f64>(p) + value);
}

@inline
function total(x: v128): f64 {
  return sum2(addWide(f64x2.splat(0), x));
}

function rowMax(x: usize, n: i32): f32 {
  let i = 0;
  let a = f32x4.splat(LOWEST);
  let b = a;
  let c = a;
  let d = a;
  for (; i + 16 <= n; i += 16) {
    const p = at(x, i);
    a = f32x4.pmax(a, v128.load(p));
    b = f32x4.pmax(b, v128.load(p, 16));
    c = f32x4.pmax(c, v128.load(p, 32));
    d = f32x4.pmax(d, v128.load(p, 48));
  }
  let result = max4(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
  for (; i < n; i++) result = max(result, load<f32>(at(x, i)));
  return result;
}

/** Takes a block's largest logit of row i into account: brings what has been summed up to the new top. */
function raiseTop(x: usize, size: i32, m: i32, i: i32, before: i32, work: usize): void {
  const highest: f64 = rowMax(x, size);
  const grown = highest - load<f64>(top(work, i));
  if (before > 0 && !(grown > 0)) return;
  store<f64>(top(work, i), highest);
  if (before == 0) return;
  const factor: f64 = f32x4.extract_lane(exp4(f32x4.splat(<f32>-grown)), 0);
  store<f64>(sum(work, m, i), factor * load<f64>(sum(work, m, i)));
  for (let j = 0; j < m; j++) store<f64>(gap(work, m, i, j), factor * load<f64>(gap(work, m, i, j)));
  addTo(shifted(work, m, i), -<f64>before * grown);
}

/** Writes e = exp(x - top) and adds to the sums of row i. */
function addExps(e: usize, x: usize, size: i32, m: i32, i: i32, work: usize): void {
  const highest = f32x4.splat(<f32>load<f64>(top(work, i)));
  let powers = f32x4.splat(0);
  let plain = f32x4.splat(0);
  let k = 0;
  for (; k + 4 <= size; k += 4) {
    const d = f32x4.sub(v128.load(at(x, k)), highest);
    const y = expShifted(d);
    v128.store(at(e, k), y);
    powers = f32x4.add(powers, y);
    plain = f32x4.add(plain, d);
  }
  const first = i32x4.replace_lane(i32x4.splat(0), 0, -1);
  for (; k < size; k++) {
    const d = f32x4.sub(v128.load32_splat(at(x, k)), highest);
    const y = expShifted(d);
    v128.store32_lane(at(e, k), y, 0);
    powers = f32x4.add(powers, v128.and(y, first));
    plain = f32x4.add(plain, v128.and(d, first));
  }
  addTo(sum(work, m, i), total(powers));
  addTo(shifted(work, m, i), total(plain));
}

/** Adds to the gaps of rows i and j, x and y, whose exponentials are p and q. */
function addGaps(p: usize, q: usize, x: usize, y: usize, size: i32, m: i32, i: i32, j: i32, work: usize): void {
  const c = <f32>load<f64>(center(work, m, i, j));
  const shift = f32x4.splat(c);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let k = 0;
  for (; k + 4 <= size; k += 4) {
    const d = f32x4.sub(f32x4.sub(v128.load(at(x, k)), v128.load(at(y, k))), shift);
    a = madd(v128.load(at(p, k)), d, a);
    b = madd(v128.load(at(q, k)), d, b);
  }
  let first = total(a);
  let second = total(b);
  for (; k < size; k++) {
    const d = load<f32>(at(x, k)) - load<f32>(at(y, k)) - c;
    first += load<f32>(at(p, k)) * d;
    second += load<f32>(at(q, k)) * d;
  }
  addTo(gap(work, m, i, j), first);
  addTo(gap(work, m, j, i), -second);
}

/**
 * Chooses center_ij by the first block, of which gap_ij is known about 0: close to the mean, so that the gaps are small
 * and little cancels in their differences.
 */
function chooseCenter(m: i32, i: i32, j: i32, work: usize): void {
  const first = load<f64>(gap(work, m, i, j)) / load<f64>(sum(work, m, i));
  const second = load<f64>(gap(work, m, j, i)) / load<f64>(sum(work, m, j));
  store<f64>(center(work, m, i, j), <f32>(0.5 * (first - second)));
  store<f64>(gap(work, m, i, j), 0);
  store<f64>(gap(work, m, j, i), 0);
}

/**
 * Fills top, sum, shifted, center and gap for the m rows of n logits of a position, `step` bytes apart; with
 * `kept` = keptLength(n) also exps and tops of the whole rows.
 */
export function readPosition(rows: usize, step: usize, n: i32, m: i32, kept: i32, work: usize): void {
  memory.fill(work, 0, factors(0, m, 0));
  for (let k = 0; k < n; k += BLOCK) {
    const size = min(BLOCK, n - k);
    const from = at(rows, k);
    for (let i = 0; i < m; i++) {
      const x = from + <usize>i * step;
      raiseTop(x, size, m, i, k, work);
      addExps(exps(work, m, i, k, kept), x, size, m, i, work);
      store<f32>(topAt(work, m, i, k, kept), <f32>load<f64>(top(work, i)));
    }
    for (let i = 0; i < m; i++) {
      for (let j = i + 1; j < m; j++) {
        const p = exps(work, m, i, k, kept);
        const q = exps(work, m, j, k, kept);
        const x = from + <usize>i * step;
        const y = from + <usize>j * step;
        if (k == 0) {
          addGaps(p, q, x, y, size, m, i, j, work);
          chooseCenter(m, i, j, work);
        }
        addGaps(p, q, x, y, size, m, i, j, work);
      }
    }
  }
}
