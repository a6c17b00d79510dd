import type { RunRecord } from '../record/run-record.js';
import { createTable, type Table } from '../table/table.js';
import { summarise } from './aggregate.js';
import { formatRanges } from './format-values.js';
import { groupLabel, groupRuns, type RunGroup } from './group-runs.js';
import { measuresOf, summariseMetric, type Measure } from './metric-summary.js';

const TEXT_COLUMNS = ['task', 'scale', 'experiment', 'method', 'metric', 'set', 'signature', 'seeds'];
const NUMBER_COLUMNS = ['n', 'mean', 'standard deviation'];
const PAPER_COLUMNS = ['paper table', 'paper row', 'paper column', 'paper value'];
const COST_COLUMNS = ['mean updates', 'mean seconds'];

/**
 * The results in long form, for programs: a row for each experiment, method and measure, numbers unrounded, empty cells
 * where there is none.
 */
export function resultsList(records: readonly RunRecord[], title = 'Results'): Table {
  const groups = groupRuns(records);
  return createTable({
    title,
    columns: [
      ...TEXT_COLUMNS.map((header) => ({ header, align: 'left' as const })),
      ...[...NUMBER_COLUMNS, ...PAPER_COLUMNS, ...COST_COLUMNS].map((header) => ({
        header,
        align: 'right' as const,
      })),
    ],
    rows: groups.flatMap((group) => measuresOf([group]).flatMap((measure) => listRow(group, measure))),
    notes: groups.flatMap((group) => group.notes),
  });
}

function listRow(group: RunGroup, measure: Measure): string[][] {
  const metric = summariseMetric(group, measure);
  if (metric === undefined) return [];
  const { summary, paper } = metric;
  const cells = [
    ...[
      group.task,
      group.scale,
      groupLabel(group),
      group.method,
      measure.name,
      measure.set,
      measure.signature,
    ],
    formatRanges(group.runs.map((run) => run.seed)),
    ...[summary.count, summary.mean, summary.standardDeviation],
    ...[paper?.table, paper?.row, paper?.column, paper?.value],
    summarise(group.runs.map((run) => run.updates)).mean,
    summarise(group.runs.map((run) => run.seconds)).mean,
  ];
  return [cells.map((cell) => (cell === undefined ? '' : String(cell)))];
}
