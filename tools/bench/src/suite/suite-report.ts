import type { Environment } from '@rdrop/training';
import { KERNEL_COLUMNS, kernelRow, type KernelsReport } from '../kernels/kernels-report.js';
import type { PrecisionName } from '../precision.js';
import type { StepRecord } from '../step-record.js';
import { columns, markdownTable, type Row, textTable } from '../text-table.js';
import { withoutFolders } from '../without-folders.js';
import type { SuiteSize } from './suite-sizes.js';

/** Something that was run, or why it could not be. */
export type Outcome<T> =
  { readonly record: T; readonly error: undefined } | { readonly record: undefined; readonly error: string };

/** One kind of step of one model. */
export interface SuiteStep extends SuiteSize {
  readonly rdrop: boolean;
  readonly precision: PrecisionName;
  readonly command: string;
}

export type SuiteRow = SuiteStep & Outcome<StepRecord>;

/** All that a suite found out so far. */
export interface SuiteReport {
  readonly suite: string;
  readonly date: string;
  readonly machine: Pick<
    Environment,
    'cpu' | 'cores' | 'memoryBytes' | 'platform' | 'gitCommit' | 'gitDirty'
  >;
  /** Undefined: left out. */
  readonly kernels: Outcome<KernelsReport> | undefined;
  readonly rows: readonly SuiteRow[];
}

/** JSON of the report, without anybody's folders. */
export function suiteJson(report: SuiteReport, indent?: number): string {
  const plain = (_: string, value: unknown) => (typeof value === 'string' ? withoutFolders(value) : value);
  return `${JSON.stringify(report, plain, indent)}\n`;
}

const STEP_COLUMNS = columns(
  ['model', 'step', 'precision', 'run'],
  [
    ...[
      'ms',
      'host ms',
      'per s',
      'unit',
      'TFLOP/s',
      'GFLOP',
      'operations',
      'dispatches',
      'MiB',
      'loss',
      'kl',
    ],
  ],
);

const shown = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? '';

/** A step as people call it. */
export function stepName({ task, size, rdrop, precision }: Omit<SuiteStep, 'command'>): string {
  return `${task}/${size} ${rdrop ? 'R-Drop' : 'plain'} ${precision}`;
}

/** A row for the timed steps, and one for those by the host's code where the engine ran the first alone. */
function stepRows(row: SuiteRow): Row[] {
  const name = [`${row.task}/${row.size}`, row.rdrop ? 'R-Drop' : 'plain', row.precision];
  const { record } = row;
  if (record === undefined) return [[...name, 'failed']];
  const { counts } = record;
  const made = [shown(counts?.gflop, 1), String(counts?.operations ?? ''), String(counts?.dispatches ?? '')];
  const speed = (ms: number) => [
    ...[shown((record.per_second * record.step_ms) / ms, 0), record.unit],
    shown(counts && counts.gflop / ms, 2),
  ];
  const rest = [record.peak_mib.toFixed(0), record.loss.toFixed(3), record.kl.toFixed(4)];
  const timed = [record.step_ms.toFixed(2), shown(counts?.host_ms, 2), ...speed(record.step_ms)];
  const first = [...name, record.replayed ? 'replayed' : 'by the host', ...timed, ...made, ...rest];
  const { unreplayed_ms: ms, unreplayed_host_ms: hostMs } = counts ?? {};
  if (ms === undefined) return [first];
  return [first, [...name, 'by the host', ms.toFixed(2), shown(hostMs, 2), ...speed(ms)]];
}

/** What failed, a sentence each. */
function failures({ kernels, rows }: SuiteReport): string[] {
  const steps = rows.flatMap((row) => (row.error === undefined ? [] : [`${stepName(row)}: ${row.error}`]));
  return [...(kernels?.error === undefined ? [] : [`kernels: ${kernels.error}`]), ...steps].map(
    withoutFolders,
  );
}

/** What it was measured on. */
function origins({ kernels, rows, machine, date }: SuiteReport): string[] {
  const first = rows.find(({ record }) => record !== undefined)?.record;
  const { device = first?.hardware ?? 'unknown', versions = first?.versions ?? {} } = kernels?.record ?? {};
  const { features = [], limits = {} } = kernels?.record ?? {};
  const notes = new Set([kernels, ...rows].flatMap((each) => each?.record?.notes ?? []));
  const commit =
    machine.gitCommit === null
      ? []
      : [`commit ${machine.gitCommit}${machine.gitDirty === true ? ', with changes' : ''}`];
  const named = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ');
  return [
    device,
    ...notes,
    named(versions),
    ...(features.length === 0 ? [] : [`features: ${features.join(', ')}`]),
    ...(Object.keys(limits).length === 0 ? [] : [`limits: ${named(limits)}`]),
    `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${machine.platform}`,
    date,
    ...commit,
  ].map(withoutFolders);
}

/** The report for a terminal. */
export function suiteText(report: SuiteReport): string {
  const kernels = report.kernels?.record?.kernels;
  const parts = [
    origins(report)
      .map((line) => `${line}\n`)
      .join(''),
    ...(kernels === undefined ? [] : [textTable(KERNEL_COLUMNS, kernels.map(kernelRow))]),
    ...(report.rows.length === 0 ? [] : [textTable(STEP_COLUMNS, report.rows.flatMap(stepRows))]),
    failures(report)
      .map((line) => `${line}\n`)
      .join(''),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The report as Markdown. */
export function suiteMarkdown(report: SuiteReport): string {
  const kernels = report.kernels?.record?.kernels;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}\n`).join('');
  const parts = [
    markdownTable(STEP_COLUMNS, report.rows.flatMap(stepRows)),
    list(failures(report)),
    ...(kernels === undefined ? [] : [markdownTable(KERNEL_COLUMNS, kernels.map(kernelRow))]),
    list(origins(report)),
    `\`\`\`sh\n${report.rows.map(({ command }) => `${command}\n`).join('')}\`\`\`\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}
