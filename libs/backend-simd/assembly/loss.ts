// Label-smoothed cross-entropy of m passes over the same labels, with the R-Drop term between the passes.
// Rows of logits are pass-major: row i * N + n is position n in pass i. Labels outside [0, V) are never read.
import { positionGradient } from './loss-gradient';
import { addTo, BLOCK, center, gap, keptLength, means, readPosition, shifted, sum, top } from './loss-position';
import { log4 } from './math';
import { at } from './vector';

/**
 * Adds the terms of a position to `sums` and writes its statistics, row i `statisticsStep` bytes after row i - 1.
 * KL(i|j) + KL(j|i) = mean_i(x_i - x_j) + mean_j(x_j - x_i), where mean_i is taken under P_i.
 */
function positionTerms(
  rows: usize, step: usize, n: i32, m: i32, label: i32, weight: f64,
  statistics: usize, statisticsStep: usize, sums: usize, nllWeight: f64, smoothWeight: f64, kept: i32, work: usize,
): void {
  readPosition(rows, step, n, m, kept, work);
  const known = label >= 0 && label < n;
  let kl: f64 = 0;
  for (let i = 0; i < m; i++) {
    const powers = load<f64>(sum(work, m, i));
    const highest = load<f64>(top(work, i));
    const logSum: f64 = f32x4.extract_lane(log4(f32x4.splat(<f32>powers)), 0);
    const nll: f64 = known ? logSum - (<f64>load<f32>(at(rows + <usize>i * step, label)) - highest) : 0;
    let ce = nllWeight * nll;
    if (smoothWeight != 0) ce += smoothWeight * (<f64>n * logSum - load<f64>(shifted(work, m, i)));
    addTo(sums + ((<usize>i) << 3), weight * ce);
    addTo(sums + ((<usize>(m + i)) << 3), weight * nll);
    const row = statistics + <usize>i * statisticsStep;
    for (let j = 0; j < m; j++) {
      const mean = load<f64>(gap(work, m, i, j)) / powers;
      kl += mean;
      const about = load<f64>(center(work, m, i, j));
      store<f32>(at(row, j), <f32>(i == j ? highest + logSum : i < j ? mean + about : mean - about));
    }
  }
  if (m > 1) addTo(sums + ((<usize>(2 * m)) << 3), weight * max(0, kl) / <f64>(m * (m - 1)));
}

/**
 * Terms of positions begin <= n < end. `sums` gets doubles: ce of each pass, nll of each pass, kl, where
 * ce = nllWeight * nll + smoothWeight * sum_v(-log p_v). `statistics` gets m floats for each row, of pass i: the
 * log-sum-exp as number i and the mean of x_i - x_j under P_i as number j. `work`: `lossWorkBytes(passes, 0)`.
 */
export function lossTerms(
  logits: usize, labels: usize, mask: usize, statistics: usize, sums: usize, work: usize,
  vocabulary: i32, positions: i32, passes: i32, begin: i32, end: i32, nllWeight: f64, smoothWeight: f64,
): void {
  const width = (<usize>vocabulary) << 2;
  const step = width * <usize>positions;
  const statisticsWidth = (<usize>passes) << 2;
  const statisticsStep = statisticsWidth * <usize>positions;
  memory.fill(sums, 0, (<usize>(2 * passes + 1)) << 3);
  for (let n = begin; n < end; n++) {
    const weight: f32 = mask ? load<f32>(at(mask, n)) : 1;
    const to = statistics + <usize>n * statisticsWidth;
    if (weight == 0) {
      for (let i = 0; i < passes; i++) memory.fill(to + <usize>i * statisticsStep, 0, statisticsWidth);
      continue;
    }
    positionTerms(
      logits + <usize>n * width, step, vocabulary, passes, load<i32>(at(labels, n)), weight,
      to, statisticsStep, sums, nllWeight, smoothWeight, BLOCK, work,
    );
  }
}

/** Gradient rows of positions begin <= n < end, for `dTerms` [ce of each pass, nll of each pass, kl]. */
export function lossTermsGrad(
  dTerms: usize, logits: usize, labels: usize, mask: usize, statistics: usize, dLogits: usize, work: usize,
  vocabulary: i32, positions: i32, passes: i32, begin: i32, end: i32, nllWeight: f32, smoothWeight: f32,
): void {
  const width = (<usize>vocabulary) << 2;
  const step = width * <usize>positions;
  const statisticsWidth = (<usize>passes) << 2;
  for (let n = begin; n < end; n++) {
    const weight: f32 = mask ? load<f32>(at(mask, n)) : 1;
    const to = dLogits + <usize>n * width;
    if (weight == 0) {
      for (let i = 0; i < passes; i++) memory.fill(to + <usize>i * step, 0, width);
      continue;
    }
    positionGradient(
      to, logits + <usize>n * width, step, vocabulary, passes, load<i32>(at(labels, n)), weight,
      statistics + <usize>n * statisticsWidth, statisticsWidth * <usize>positions, dTerms, nllWeight, smoothWeight,
      0, work,
    );
  }
}

/**
 * Terms of positions begin <= n < end as `lossTerms` gives them; their logits are replaced by gradients unless `dTerms`
 * is 0. No statistics. `work`: `lossWorkBytes(passes, vocabulary)`.
 */
export function lossTermsInPlace(
  dTerms: usize, logits: usize, labels: usize, mask: usize, sums: usize, work: usize,
  vocabulary: i32, positions: i32, passes: i32, begin: i32, end: i32, nllWeight: f64, smoothWeight: f64,
): void {
  const width = (<usize>vocabulary) << 2;
  const step = width * <usize>positions;
  const statistics = means(work, passes);
  const statisticsStep = (<usize>passes) << 2;
  const kept = dTerms != 0 ? keptLength(vocabulary) : BLOCK;
  memory.fill(sums, 0, (<usize>(2 * passes + 1)) << 3);
  for (let n = begin; n < end; n++) {
    const weight: f32 = mask ? load<f32>(at(mask, n)) : 1;
    const rows = logits + <usize>n * width;
    if (weight == 0) {
      for (let i = 0; i < passes && dTerms != 0; i++) memory.fill(rows + <usize>i * step, 0, width);
      continue;
    }
    const label = load<i32>(at(labels, n));
    positionTerms(
      rows, step, vocabulary, passes, label, weight,
      statistics, statisticsStep, sums, nllWeight, smoothWeight, kept, work,
    );
    if (dTerms == 0) continue;
    positionGradient(
      rows, rows, step, vocabulary, passes, label, weight,
      statistics, statisticsStep, dTerms, <f32>nllWeight, <f32>smoothWeight, kept, work,
    );
  }
}
