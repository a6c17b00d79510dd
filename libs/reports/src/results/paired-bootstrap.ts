import { bleuFromStatistics, bootstrapIndices } from 'sacrebleu-ts';
import type { SegmentScores } from '../record/run-segments.js';

/** How often to resample, and from which seed: sacreBLEU's. */
const SAMPLES = 1000;
const SEED = 12345;

/** The outcome of a paired bootstrap over the segments of a test set. */
export interface BootstrapResult {
  /** How likely so great a difference is by chance (Koehn 2004), two-sided. */
  readonly pValue: number;
  /** 95 % interval of the difference. */
  readonly interval: readonly [number, number];
  readonly samples: number;
  readonly segments: number;
}

/** The same measure of a baseline run and of its partner with R-Drop. */
export interface SegmentPair {
  readonly baseline: SegmentScores;
  readonly rdrop: SegmentScores;
}

/** The score that the chosen segments of a run have together. */
export function segmentScore({ from, rows }: SegmentScores, chosen: Iterable<number>): number {
  const sums = new Array<number>(rows[0]?.length ?? 0).fill(0);
  let count = 0;
  for (const index of chosen) {
    const row = rows[index] ?? [];
    for (let column = 0; column < sums.length; column += 1) {
      sums[column] = (sums[column] ?? 0) + (row[column] ?? 0);
    }
    count += 1;
  }
  const [first = 0, second = 0] = sums;
  if (from === 'mean') return first / count;
  const statistics = {
    hypothesisLength: first,
    referenceLength: second,
    counts: sums.slice(2, 6),
    totals: sums.slice(6, 10),
  };
  return bleuFromStatistics(statistics, { smoothing: from === 'bleu' ? 'none' : 'exp' }).score;
}

/**
 * Whether R-Drop's mean score over the seeds differs from the baseline's: both meet the same resamples of the test set's
 * segments. The probability is sacreBLEU's, (1 + how many centred differences are at least as great) / (1 + samples).
 *
 * @param pairs one for each seed that both have
 * @returns undefined when the runs were not scored on the same segments, or there are none
 */
export function pairedBootstrap(pairs: readonly SegmentPair[]): BootstrapResult | undefined {
  const rows = pairs.flatMap(({ baseline, rdrop }) => [baseline.rows.length, rdrop.rows.length]);
  const [segments = 0] = rows;
  if (segments === 0 || rows.some((count) => count !== segments)) return undefined;
  const all = Array.from({ length: segments }, (_, index) => index);
  const observed = meanDifference(pairs, all);
  const indices = bootstrapIndices(segments, SAMPLES, SEED);
  const differences = Array.from({ length: SAMPLES }, (_, sample) =>
    meanDifference(pairs, indices.subarray(sample * segments, (sample + 1) * segments)),
  );
  const mean = differences.reduce((sum, value) => sum + value, 0) / SAMPLES;
  const asGreat = differences.filter((value) => Math.abs(value - mean) >= Math.abs(observed)).length;
  const sorted = differences.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (SAMPLES - 1))] ?? NaN;
  return {
    pValue: (asGreat + 1) / (SAMPLES + 1),
    interval: [at(0.025), at(0.975)],
    samples: SAMPLES,
    segments,
  };
}

function meanDifference(pairs: readonly SegmentPair[], chosen: ArrayLike<number> & Iterable<number>): number {
  const differences = pairs.map(
    ({ baseline, rdrop }) => segmentScore(rdrop, chosen) - segmentScore(baseline, chosen),
  );
  return differences.reduce((sum, value) => sum + value, 0) / pairs.length;
}
