import { sumRows, type Metric } from '../metric.js';
import { formatFixed } from '../number-format.js';
import {
  pairedTest,
  type NamedSystem,
  type PairedResult,
  type PairedTest,
} from '../resampling/paired-test.js';
import { referenceCount, type ReferenceSet } from '../segments.js';
import { formatShortSignature, formatSignature, signatureFields, type SignatureField } from '../signature.js';
import { pythonJson, type JsonValue } from './python-json.js';
import type { CliRequest, Printing } from './request.js';
import { boxTable, latexTable, type Table } from './table.js';

/** Below this a difference is called significant. */
const SIGNIFICANT = 0.05;

/** The scores of several systems side by side. */
export function tableReport(
  metrics: readonly Metric[],
  systems: readonly NamedSystem[],
  references: readonly ReferenceSet[],
  { printing }: CliRequest,
): string {
  const scored = systems.map(({ name, hypotheses }) => ({
    name,
    scores: metrics.map((metric) =>
      formatFixed(metric.score(sumRows(metric.statistics(hypotheses, references))).score, printing.width),
    ),
  }));
  if (printing.format === 'json') {
    return systemsJson(
      scored.map(({ name, scores }) => [name, scores]),
      metrics,
    );
  }
  const header = ['System', ...metrics.map(({ name }) => name)];
  const rows = scored.map(({ name, scores }) => [[name], ...scores.map((score) => [score])]);
  const fields = metrics.map(({ choices }) => signatureFields(referenceCount(references), choices));
  return `${drawn({ header, rows }, printing)}\n\n${signatures(metrics, fields, printing)}`;
}

/** The scores of several systems and how surely they differ from the first. */
export function pairedReport(
  metrics: readonly Metric[],
  systems: readonly NamedSystem[],
  references: readonly ReferenceSet[],
  { printing, seed, paired }: CliRequest,
): string {
  const test = pairedTest(systems, references, metrics, { ...paired, seed });
  if (printing.format === 'json') {
    return systemsJson(
      test.systems.map(({ name, results }) => [name, results.map(jsonOf)]),
      metrics,
    );
  }
  const interval = test.method === 'bs' ? ' (μ ± 95% CI)' : '';
  const header = ['System', ...metrics.map(({ name }) => `${name}${interval}`)];
  const rows = test.systems.map(({ name, results }) => [
    [name],
    ...results.map((result) => cellOf(result, printing.width)),
  ]);
  return [
    drawn({ header, rows }, printing),
    explanation(test),
    signatures(metrics, test.signatures, printing),
  ].join('\n\n');
}

function cellOf({ score, interval, pValue }: PairedResult, width: number): string[] {
  const fixed = (value: number): string => formatFixed(value, width);
  const range = interval === undefined ? '' : ` (${fixed(interval.mean)} ± ${fixed(interval.halfWidth)})`;
  const line = `${fixed(score)}${range}`;
  if (pValue === undefined) return [line];
  return [line, `(p = ${formatFixed(pValue, 4)})${pValue < SIGNIFICANT ? '*' : ''}`];
}

function jsonOf({ score, pValue, interval }: PairedResult): JsonValue {
  return {
    score: score,
    p_value: pValue ?? null,
    mean: interval?.mean ?? null,
    ci: interval?.halfWidth ?? null,
  };
}

function systemsJson(
  systems: readonly (readonly [name: string, results: readonly JsonValue[]])[],
  metrics: readonly Metric[],
): string {
  const items = systems.map(([system, results]) => ({
    system,
    ...Object.fromEntries(metrics.map(({ name }, index) => [name, results[index] ?? null])),
  }));
  return pythonJson(items, 4, true);
}

function drawn(table: Table, { format }: Printing): string {
  return format === 'latex' ? latexTable(table) : boxTable(table);
}

function explanation({ method, samples, systems }: PairedTest): string {
  const title =
    method === 'bs'
      ? `Paired bootstrap resampling test with ${samples} resampling trials`
      : `Paired approximate randomization test with ${samples} trials`;
  const contents = method === 'bs' ? 'its score, and mean and 95 % interval of the resamples' : 'its score';
  return `${titled(title)}
 - Each system is compared with ${systems[0]?.name ?? ''}; shown are ${contents}.
 - p is how likely so great a difference is by chance if both systems were equally good;
   an asterisk marks p < ${SIGNIFICANT}. A significant difference may be a small one.`;
}

function signatures(
  metrics: readonly Metric[],
  fields: readonly (readonly SignatureField[])[],
  { short }: Printing,
): string {
  const format = short ? formatShortSignature : formatSignature;
  const lines = metrics.map(({ name }, index) => ` - ${name.padEnd(10)} ${format(fields[index] ?? [])}`);
  return [titled('Metric signatures'), ...lines].join('\n');
}

function titled(title: string): string {
  const rule = '-'.repeat(title.length);
  return `${rule}\n${title}\n${rule}`;
}
