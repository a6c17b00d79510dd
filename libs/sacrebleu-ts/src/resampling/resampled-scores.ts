import type { Metric, Precision } from '../metric.js';
import { drawIndices } from '../random/draws.js';
import { createPcg64 } from '../random/pcg64.js';

/** How often to resample, and from which seed. */
export interface ResamplingOptions {
  /** Default 1000 for the bootstrap, 10000 for approximate randomisation. */
  readonly samples?: number | undefined;
  /** A whole number from 0 to 2^53 - 1, default 12345. The same seed gives sacreBLEU's numbers. */
  readonly seed?: number | undefined;
}

/** sacreBLEU's seed. */
export const DEFAULT_SEED = 12345;
/** sacreBLEU's number of bootstrap resamples. */
export const BOOTSTRAP_SAMPLES = 1000;
/** sacreBLEU's number of trials of approximate randomisation. */
export const RANDOMISATION_SAMPLES = 10000;

/** The scores of resamples, in the order drawn. */
export interface ResampledScores {
  readonly scores: Float64Array;
  /** Single where every score is. */
  readonly precision: Precision;
}

/** A row of statistics for each segment. */
export type StatisticsRows = readonly (readonly number[])[];

/**
 * Which segments each bootstrap resample is made of: as many as there are, drawn with replacement.
 *
 * @returns [samples, segments]
 * @throws RangeError for samples or a seed out of range, or more than 2^21 segments
 */
export function bootstrapIndices(segments: number, samples: number, seed: number): Int32Array {
  checkSamples(samples);
  return drawIndices(createPcg64(seed), segments, samples * segments);
}

/** Throws unless samples can be drawn so often. */
export function checkSamples(samples: number): void {
  if (!Number.isSafeInteger(samples) || samples < 1) {
    throw new RangeError(`samples: expected a whole number from 1 on, got ${samples}`);
  }
}

/**
 * The score of every bootstrap resample (Koehn 2004). Rows are summed and scored in single precision, as in sacreBLEU.
 *
 * @param indices as `bootstrapIndices` gives them
 */
export function bootstrapScores(metric: Metric, rows: StatisticsRows, indices: Int32Array): ResampledScores {
  const segments = rows.length;
  const width = rows[0]?.length ?? 0;
  const table = Float32Array.from(rows.flat()); // [segments, width]
  const sums = new Float32Array(width);
  const scores = new Float64Array(indices.length / segments);
  let precision: Precision = 'single';
  for (let sample = 0; sample < scores.length; sample += 1) {
    sums.fill(0);
    for (let draw = sample * segments; draw < (sample + 1) * segments; draw += 1) {
      const row = (indices[draw] ?? 0) * width;
      for (let column = 0; column < width; column += 1) {
        sums[column] = (sums[column] ?? 0) + (table[row + column] ?? 0);
      }
    }
    const result = metric.score(sums, 'single');
    scores[sample] = result.score;
    if (result.precision === 'double') precision = 'double';
  }
  return { scores, precision };
}
