import { formatFixed } from '../number-format.js';
import type { BleuScore } from './score.js';

/** How to print a score. */
export interface FormatOptions {
  /** Decimals of the score, default 2. */
  readonly width?: number | undefined;
  /** Printed after the metric's name when given. */
  readonly signature?: string | undefined;
}

/**
 * The result line as sacreBLEU prints it:
 * `BLEU|nrefs:1|... = 48.53 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)`.
 */
export function formatBleu(result: BleuScore, options: FormatOptions = {}): string {
  const { width = 2, signature } = options;
  const name = signature === undefined || signature === '' ? 'BLEU' : `BLEU|${signature}`;
  return `${name} = ${formatFixed(result.score, width)} ${formatBleuDetail(result)}`;
}

/** What stands behind the score: `82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)`. */
export function formatBleuDetail(result: BleuScore): string {
  const precisions = result.precisions.map((precision) => formatFixed(precision, 1)).join('/');
  const penalty = formatFixed(result.brevityPenalty, 3);
  const ratio = formatFixed(result.ratio, 3);
  const lengths = `hyp_len = ${result.hypothesisLength} ref_len = ${result.referenceLength}`;
  return `${precisions} (BP = ${penalty} ratio = ${ratio} ${lengths})`;
}
