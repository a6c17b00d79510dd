import { relative, sep } from 'node:path';
import {
  buildReport,
  createRenderer,
  reportJson,
  reportPage,
  resultsList,
  runId,
  type CollectedRun,
  type RenderPanel,
  type Report,
  type ReportSource,
  type Table,
  type TableFormat,
} from '@rdrop/reports';

/** What a report is made of. */
export interface ReportOptions {
  readonly format: TableFormat;
  /** The folder that links lead from. */
  readonly from: string;
}

/**
 * Writes a report in one format: the paper's tables with ours beside them, then all our results by task and scale. HTML is
 * the whole page with figures and runs, JSON everything unrounded, CSV the results in long form.
 */
export async function writeReport(source: ReportSource, { format, from }: ReportOptions): Promise<string> {
  if (format.name === 'html') return pageOf(source, from, await createRenderer());
  const report = buildReport(source, (run) => hrefFrom(from, run));
  if (format.name === 'json') return reportJson(report);
  if (format.name === 'csv') return format.write(resultsList(source.runs.map(({ record }) => record)));
  return tablesText(report, format);
}

/** The page, with links to records as seen from a folder. */
export function pageOf(source: ReportSource, from: string, render: RenderPanel): string {
  const report = buildReport(source, (run) => `#${runId(run)}`);
  return reportPage(report, { render, recordHref: (run) => hrefFrom(from, run) });
}

/** All tables of a report in one format. */
export function tablesText(report: Report, format: TableFormat): string {
  return tablesOf(report).map(format.write).join('\n');
}

/** The runs of one task, or all; with only that task's files told of among the problems left as they are. */
export function chooseTask(source: ReportSource, task: string | undefined): ReportSource {
  const runs = source.runs.filter(({ record }) => task === undefined || record.task === task);
  if (runs.length > 0) return { ...source, runs };
  throw new RangeError(nothingToReport(source.runs, task));
}

/** The address of a run's record as seen from a folder. */
export function hrefFrom(folder: string, { file }: CollectedRun): string {
  return relative(folder, file).split(sep).map(encodeURIComponent).join('/');
}

function tablesOf({ summary, paperTables, resultTables }: Report): Table[] {
  return [
    { ...summary.table, notes: [summary.text, ...summary.table.notes] },
    ...paperTables.flatMap(({ systems, comparison }) => [systems, comparison]),
    ...resultTables,
  ];
}

function nothingToReport(runs: readonly CollectedRun[], task: string | undefined): string {
  if (task === undefined || runs.length === 0) return 'expected at least one run record, found none';
  const known = [...new Set(runs.map(({ record }) => record.task))].sort().join(', ');
  return `expected run records of task '${task}', found those of ${known}`;
}
