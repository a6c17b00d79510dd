import { sumRows, type Metric } from './metric.js';
import { formatFixed } from './number-format.js';
import { checkSentence, referenceCount, type ReferenceSet } from './segments.js';
import { formatSignature, signatureFields } from './signature.js';

/** A score that says how it was computed. */
export interface SignedScore {
  readonly score: number;
  readonly signature: string;
  /** The result line as sacreBLEU prints it, signature included. */
  readonly text: string;
}

/** The score of a corpus under any metric. The rows of all segments are summed, then scored once. */
export function corpusScore(
  metric: Metric,
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
): SignedScore & { readonly sums: readonly number[] } {
  const sums = sumRows(metric.statistics(hypotheses, references));
  const { score, detail } = metric.score(sums);
  const signature = formatSignature(signatureFields(referenceCount(references), metric.choices));
  return { score, sums, signature, text: resultLine(`${metric.name}|${signature}`, score, { detail }) };
}

/**
 * The score of one segment under any metric.
 *
 * @param caller the function to name in errors
 */
export function sentenceScore(
  metric: Metric,
  hypothesis: string,
  references: readonly string[],
  caller = 'sentenceScore',
): SignedScore & { readonly sums: readonly number[] } {
  checkSentence(caller, references);
  return corpusScore(
    metric,
    [hypothesis],
    references.map((reference) => [reference]),
  );
}

/** What a result line prints beside the score. */
export interface LineParts {
  /** Decimals, default 2. */
  readonly width?: number;
  /** Printed in parentheses behind the score: `μ = 45.1 ± 2.0`. */
  readonly confidence?: string | undefined;
  readonly detail?: string;
}

/** `NAME = 48.53 (μ = 48.4 ± 1.2) detail` */
export function resultLine(name: string, score: number, parts: LineParts = {}): string {
  const { width = 2, confidence, detail = '' } = parts;
  const interval = confidence === undefined ? '' : ` (${confidence})`;
  return `${name} = ${formatFixed(score, width)}${interval}${detail === '' ? '' : ` ${detail}`}`;
}
