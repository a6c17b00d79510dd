import { paperTable } from '../paper/find-paper-value.js';
import type { RunRecord } from '../record/run-record.js';
import { createTable, type Column, type Table } from '../table/table.js';
import { summarise } from './aggregate.js';
import { formatPaperValue, formatRanges, formatSeconds, formatSummary, NONE } from './format-values.js';
import { distinct } from './distinct.js';
import { groupLabel, groupRuns, type RunGroup } from './group-runs.js';
import { Marks } from './marks.js';
import { measuresOf, summariseMetric, type Measure, type MetricSummary } from './metric-summary.js';

/** A column that knows how to fill itself. */
interface FilledColumn extends Column {
  readonly cell: (group: RunGroup) => string;
}

/** One table for each task and scale that has records, as `resultsTable` makes them. */
export function resultsTables(records: readonly RunRecord[]): Table[] {
  const parts = new Map<string, RunRecord[]>();
  for (const group of groupRuns(records)) {
    const title = `${group.task}, ${group.scale} scale`;
    const members = records.filter((record) => record.task === group.task && record.scale === group.scale);
    parts.set(title, members);
  }
  return [...parts].map(([title, members]) => resultsTable(members, title));
}

/**
 * Our results beside the paper's: a row for each experiment and method, with mean and sample standard deviation over the
 * seeds. Every measure has a column of its own and so has every signature of it; the signatures are in the notes.
 */
export function resultsTable(records: readonly RunRecord[], title = 'Results'): Table {
  const groups = groupRuns(records);
  const marks = new Marks();
  const columns = [
    textColumn('experiment', groupLabel),
    textColumn('method', (group) => group.method),
    textColumn('seeds', (group) => formatRanges(group.runs.map((run) => run.seed))),
    ...measuresOf(groups).flatMap((measure) => measureColumns(groups, measure, marks)),
    numberColumn('updates', (group) => formatRanges(group.runs.map((run) => run.updates))),
    numberColumn('time', (group) => formatSeconds(summarise(group.runs.map((run) => run.seconds)).mean)),
    textColumn('engine', (group) => distinct(group.runs.map((run) => run.engine)).join(', ')),
  ];
  return createTable({
    title,
    columns: columns.map(({ header, align }) => ({ header, align })),
    rows: groups.map((group) => columns.map((column) => column.cell(group))),
    notes: [...marks.notes(), ...generalNotes(groups), ...groups.flatMap((group) => group.notes)],
  });
}

function measureColumns(groups: readonly RunGroup[], measure: Measure, marks: Marks): FilledColumn[] {
  const mark = marks.of(measure.signature);
  const summaries = groups.flatMap((group) => summariseMetric(group, measure) ?? []);
  const digits = Math.max(...summaries.map(({ summary }) => Math.abs(summary.mean))) < 1 ? 4 : 2;
  const ours = numberColumn(`${measure.name}, ${measure.set} [${mark}]`, (group) =>
    ourCell(group, summariseMetric(group, measure), digits),
  );
  const tables = distinct(
    summaries.flatMap(({ paper }) => (paper === undefined ? [] : [paper.table])),
  ).sort();
  if (tables.length === 0) return [ours];
  const header = `paper (Table ${tables.join(', ')})`;
  return [ours, numberColumn(header, (group) => paperCell(summariseMetric(group, measure)))];
}

function ourCell(group: RunGroup, metric: MetricSummary | undefined, digits: number): string {
  if (metric === undefined) return NONE;
  const text = formatSummary(metric.summary, digits);
  return metric.summary.count === group.runs.length ? text : `${text} (n = ${metric.summary.count})`;
}

function paperCell(metric: MetricSummary | undefined): string {
  if (metric?.paper === undefined) return NONE;
  const table = paperTable(metric.paper.table);
  return formatPaperValue(table, table.columns.indexOf(metric.paper.column), metric.paper.value);
}

function generalNotes(groups: readonly RunGroup[]): string[] {
  const notes: string[] = [];
  if (groups.some((group) => group.runs.length > 1)) {
    notes.push('Several seeds: mean ± sample standard deviation; the time is the mean.');
  }
  const devices = distinct(groups.flatMap((group) => group.runs.map((run) => run.device)));
  if (devices.length > 0) notes.push(`Times on: ${devices.join('; ')}.`);
  return notes;
}

function textColumn(header: string, cell: FilledColumn['cell']): FilledColumn {
  return { header, align: 'left', cell };
}

function numberColumn(header: string, cell: FilledColumn['cell']): FilledColumn {
  return { header, align: 'right', cell };
}
