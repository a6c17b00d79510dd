import { sumRows, type Metric, type MetricScore } from '../metric.js';
import { formatFixed } from '../number-format.js';
import { exactInterval, type Interval } from '../resampling/interval.js';
import { bootstrapIndices, bootstrapScores } from '../resampling/resampled-scores.js';
import { referenceCount, type ReferenceSet } from '../segments.js';
import {
  formatShortSignature,
  formatSignature,
  formatValue,
  signatureFields,
  type Resampling,
  type SignatureField,
} from '../signature.js';
import { resultLine } from '../signed-score.js';
import { pythonJson, type JsonValue } from './python-json.js';
import type { CliRequest, Printing } from './request.js';

/** One metric's score of one system, ready to be printed. */
interface Result extends MetricScore {
  readonly name: string;
  readonly fields: readonly SignatureField[];
  readonly interval: Interval | undefined;
}

/** The scores of one system, in text or JSON. */
export function singleReport(
  metrics: readonly Metric[],
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  request: CliRequest,
): string {
  const results = metrics.map((metric) => resultOf(metric, hypotheses, references, request));
  const { printing } = request;
  if (printing.format === 'json') return jsonReport(results, printing);
  const lines = results.map((result) => textLine(result, printing));
  return printing.scoreOnly ? lines.join('\n') : aligned(lines).join('\n');
}

/** A result line for each segment. */
export function sentenceReport(
  metric: Metric,
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  { printing }: CliRequest,
): string {
  const fields = signatureFields(referenceCount(references), metric.choices);
  return metric
    .statistics(hypotheses, references)
    .map((row) =>
      textLine({ ...metric.score(row), name: metric.name, fields, interval: undefined }, printing),
    )
    .join('\n');
}

function resultOf(
  metric: Metric,
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
  { confidence: samples, seed }: CliRequest,
): Result {
  const rows = metric.statistics(hypotheses, references);
  const score = metric.score(sumRows(rows));
  const resampling: Resampling | undefined =
    samples === undefined ? undefined : { method: 'bs', samples, seed };
  const fields = signatureFields(referenceCount(references), metric.choices, resampling);
  if (samples === undefined) return { ...score, name: metric.name, fields, interval: undefined };
  const scores = bootstrapScores(metric, rows, bootstrapIndices(rows.length, samples, seed));
  return { ...score, name: metric.name, fields, interval: exactInterval(scores) };
}

function textLine({ name, fields, score, detail, interval }: Result, printing: Printing): string {
  const { width } = printing;
  const confidence = confidenceText(interval, width);
  if (printing.scoreOnly) {
    return `${formatFixed(score, width)}${confidence === undefined ? '' : ` (${confidence})`}`;
  }
  const signature = printing.short ? formatShortSignature(fields) : formatSignature(fields);
  return resultLine(`${name}|${signature}`, score, { width, confidence, detail });
}

/** sacreBLEU leaves out an interval around 0. */
function confidenceText(interval: Interval | undefined, width: number): string | undefined {
  if (interval === undefined || interval.mean <= 0) return undefined;
  return `μ = ${formatFixed(interval.mean, width)} ± ${formatFixed(interval.halfWidth, width)}`;
}

/** Lines moved to the right so that their first equals signs stand below one another. */
function aligned(lines: readonly string[]): string[] {
  const column = Math.max(...lines.map((line) => line.indexOf(' = ')));
  return lines.map((line) => ' '.repeat(column - line.indexOf(' = ')) + line);
}

function jsonReport(results: readonly Result[], printing: Printing): string {
  const items = results.map((result) =>
    printing.scoreOnly ? textLine(result, printing) : pythonJson(jsonOf(result, printing), 1, false),
  );
  return items.length === 1 ? (items[0] ?? '') : `[\n${items.join(',\n')}\n]`;
}

function jsonOf({ name, fields, score, detail, interval }: Result, { width }: Printing): JsonValue {
  const rounded = (value: number): number => Number(formatFixed(value, width));
  const confidence = confidenceText(interval, width);
  return {
    name,
    score: rounded(score),
    signature: formatSignature(fields),
    ...(interval === undefined || confidence === undefined
      ? {}
      : {
          confidence_mean: rounded(interval.mean),
          confidence_var: rounded(interval.halfWidth),
          confidence,
        }),
    ...(detail === '' ? {} : { verbose_score: detail }),
    ...Object.fromEntries(fields.map(([field, value]) => [field, formatValue(value)])),
  };
}
