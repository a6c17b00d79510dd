import type { ReferenceSet } from './segments.js';
import type { SignatureField } from './signature.js';

/**
 * How numbers are rounded on the way from statistics to a score: `double` for a corpus, `single` for its resamples, which
 * sacreBLEU keeps in single precision.
 */
export type Precision = 'double' | 'single';

/** A score from summed statistics. */
export interface MetricScore {
  readonly score: number;
  /** What sacreBLEU prints behind the score, or nothing. */
  readonly detail: string;
  /** The precision of `score`: where nothing was rounded to single precision it stays double. */
  readonly precision: Precision;
}

/**
 * A metric as resampling and the command line see it: text becomes one row of numbers a segment, rows of any choice of
 * segments add up, and the sum has a score.
 */
export interface Metric {
  /** As printed: `BLEU`, `chrF2++`, `TER`. */
  readonly name: string;
  /**
   * One row of statistics for each segment, all of one length.
   *
   * @throws RangeError for an empty corpus, sets of another length, a segment without reference
   */
  statistics(hypotheses: readonly string[], references: readonly ReferenceSet[]): number[][];
  /** The score of a sum of rows; a pure function. */
  score(sums: ArrayLike<number>, precision?: Precision): MetricScore;
  /** The metric's own part of the signature, between `nrefs` and `version`. */
  readonly choices: readonly SignatureField[];
}

/** The function that rounds to a precision. */
export function rounding(precision: Precision): (value: number) => number {
  return precision === 'single' ? Math.fround : (value) => value;
}

/** The sum of rows, column by column, in double precision. */
export function sumRows(rows: readonly (readonly number[])[]): number[] {
  const sums = new Array<number>(rows[0]?.length ?? 0).fill(0);
  for (const row of rows) {
    for (const [column, value] of row.entries()) sums[column] = (sums[column] ?? 0) + value;
  }
  return sums;
}
