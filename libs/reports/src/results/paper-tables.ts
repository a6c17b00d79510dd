import { answersCell } from '../paper/answers-cell.js';
import { findPaperValue } from '../paper/find-paper-value.js';
import { paperTables, type PaperTable } from '../paper/paper-results.js';
import type { CollectedRun } from '../record/collect-runs.js';
import { createTable, type Cell, type Link, type Table } from '../table/table.js';
import { summarise } from './aggregate.js';
import { comparisonLabel, comparisons, mainMeasures, type Comparison } from './comparisons.js';
import { type MeasureComparison } from './comparisons.js';
import { distinct } from './distinct.js';
import {
  formatPaperValue,
  formatRanges,
  formatSeconds,
  formatSigned,
  formatSummary,
  NO_RUN,
} from './format-values.js';
import type { RunGroup } from './group-runs.js';
import { Marks } from './marks.js';
import { paperComparison } from './paper-comparison.js';
import { SIGNIFICANT } from './significance.js';

/** One table of the paper: its numbers, and what our runs have beside them. */
export interface PaperTableReport {
  readonly number: number;
  /** Every system the paper compares, with our rows under its own. */
  readonly systems: Table;
  /** Baseline, R-Drop and their difference, the paper's and ours, and how ours came about. */
  readonly comparison: Table;
}

/** Where the record of a run is to be found from the report. */
export type LinkTo = (run: CollectedRun) => string;

/** All tables of the paper, in their order. */
export function paperTableReports(runs: readonly CollectedRun[], linkTo: LinkTo): PaperTableReport[] {
  const records = runs.map(({ record }) => record);
  const [main, alpha] = [comparisons(runs), comparisons(runs, 'alpha')];
  return paperTables.map((paper) => ({
    number: paper.number,
    systems: paperComparison(paper.number, records),
    comparison: comparisonTable(paper, paper.number === 7 ? [...main, ...alpha] : main, { runs, linkTo }),
  }));
}

interface Sources {
  readonly runs: readonly CollectedRun[];
  readonly linkTo: LinkTo;
}

const COLUMNS: readonly [string, 'left' | 'right'][] = [
  ['what', 'left'],
  ['measure', 'left'],
  ['paper, baseline', 'right'],
  ['paper, R-Drop', 'right'],
  ['paper, difference', 'right'],
  ['ours, baseline', 'right'],
  ['ours, R-Drop', 'right'],
  ['ours, difference', 'right'],
  ['significance', 'left'],
  ['seeds', 'left'],
  ['scale', 'left'],
  ['engine', 'left'],
  ['wall time', 'left'],
  ['records', 'left'],
];

/** A cell of the paper with R-Drop and, where the same table has it, the one without. */
interface PaperPair {
  readonly row: string;
  readonly column: string;
  readonly baseline: number | undefined;
  readonly rdrop: number;
}

function comparisonTable(paper: PaperTable, all: readonly Comparison[], sources: Sources): Table {
  const marks = new Marks();
  const used: Comparison[] = [];
  const answered = pairsOf(paper).flatMap((pair) => {
    const rows = all.flatMap((comparison) =>
      comparison.measures
        .filter((measure) => answers(paper, pair, measure))
        .map((measure) => {
          used.push(comparison);
          return ourRow({ paper, pair, comparison, measure }, marks, sources);
        }),
    );
    return rows.length > 0 ? rows : [missingRow(paper, pair)];
  });
  // Runs on other data than the paper's stand in the first table of their task.
  const others = all.filter(
    ({ task, measures }) =>
      paperTables.find((table) => table.task === task) === paper && measures.every((each) => !isPapers(each)),
  );
  const standIns = others.flatMap((comparison) => {
    used.push(comparison);
    return mainMeasures(comparison).map((measure) => ourRow({ paper, comparison, measure }, marks, sources));
  });
  return createTable({
    title: `Table ${paper.number}, with and without R-Drop (${paper.unit})`,
    columns: COLUMNS.map(([header, align]) => ({ header, align })),
    rows: [...answered, ...standIns],
    notes: [...marks.notes(), ...distinct(used.flatMap(({ notes }) => notes))],
  });
}

function pairsOf(paper: PaperTable): PaperPair[] {
  return paper.rows.flatMap(({ name, values }) => {
    const baseline = paper.rows.find((row) => `${row.name} + R-Drop` === name);
    if (!name.endsWith(' + R-Drop')) return [];
    return paper.columns.flatMap((column, index) => {
      const rdrop = values[index];
      return rdrop === undefined ? [] : [{ row: name, column, rdrop, baseline: baseline?.values[index] }];
    });
  });
}

function isPapers({ paper }: MeasureComparison): boolean {
  return (paper.rdrop ?? paper.baseline) !== undefined;
}

function answers(paper: PaperTable, { row, column }: PaperPair, measure: MeasureComparison): boolean {
  const { rdrop, baseline } = measure.paper;
  const cell = { table: paper.number, row, column };
  return answersCell(rdrop, cell) || answersCell(baseline, { ...cell, row: row.replace(/ \+ R-Drop$/u, '') });
}

function paperCells(paper: PaperTable, { column, baseline, rdrop }: PaperPair): string[] {
  const index = paper.columns.indexOf(column);
  // Table 7 leaves out what it is compared with, the baseline of Table 1.
  const base = baseline ?? (paper.number === 7 ? baselineOfTable7() : undefined);
  const digits = Math.max(...[base, rdrop].map((value) => String(value ?? '').split('.')[1]?.length ?? 0));
  return [
    base === undefined ? '–' : formatPaperValue(paper, index, base),
    formatPaperValue(paper, index, rdrop),
    base === undefined ? '–' : formatSigned(rdrop - base, digits),
  ];
}

function baselineOfTable7(): number {
  return findPaperValue({ table: 1, row: 'Transformer', column: 'De→En' });
}

function missingRow(paper: PaperTable, pair: PaperPair): Cell[] {
  const ours = [NO_RUN, NO_RUN, '–', '–', '–', 'paper', '–', '–', '–'];
  return [`${pair.row}, ${pair.column}`, paper.unit, ...paperCells(paper, pair), ...ours];
}

interface OurRow {
  readonly paper: PaperTable;
  /** The cells of the paper that the row answers to; a run on other data has none. */
  readonly pair?: PaperPair;
  readonly comparison: Comparison;
  readonly measure: MeasureComparison;
}

function ourRow({ paper, pair, comparison, measure }: OurRow, marks: Marks, sources: Sources): Cell[] {
  const { baseline, rdrop } = comparison;
  const groups = [baseline, rdrop].filter((group) => group !== undefined);
  const { name, set, signature } = measure.measure;
  const records = groups.flatMap(({ runs }) => runs);
  const digits = Math.abs(measure.rdrop?.mean ?? measure.baseline?.mean ?? 1) < 1 ? 4 : 2;
  const ours = (side: MeasureComparison['baseline']): string =>
    side === undefined ? NO_RUN : formatSummary(side, digits);
  return [
    pair === undefined ? comparisonLabel(comparison) : `${pair.row}, ${pair.column}`,
    `${name}, ${set} [${marks.of(signature)}]`,
    ...(pair === undefined ? ['–', '–', '–'] : paperCells(paper, pair)),
    ours(measure.baseline),
    ours(measure.rdrop),
    measure.difference === undefined ? '–' : formatSigned(measure.difference, digits),
    significanceText(measure),
    formatRanges(records.map(({ seed }) => seed)),
    comparison.scale,
    distinct(records.map(({ engine }) => engine)).join(', '),
    groups.map(wallTime).join(' / '),
    groups.flatMap((group) => recordLinks(group, sources)),
  ];
}

/** `p = 0.031 (bootstrap)`, `not significant, p = 0.2 (over seeds)`, or why there is no test. */
export function significanceText({ significance, difference }: MeasureComparison): string {
  if (difference === undefined) return '–';
  if (significance.test === 'none') return `untested: ${significance.reason}`;
  const how = significance.test === 'paired bootstrap' ? 'bootstrap' : 'over seeds';
  const { pValue } = significance;
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`;
  return pValue < SIGNIFICANT ? `${p} (${how})` : `not significant, ${p} (${how})`;
}

function wallTime({ runs }: RunGroup): string {
  return formatSeconds(summarise(runs.map(({ seconds }) => seconds)).mean);
}

function recordLinks({ runs: records, method }: RunGroup, { runs, linkTo }: Sources): Link[] {
  return records.flatMap((record) => {
    const run = runs.find((candidate) => candidate.record === record);
    const short = method === 'baseline' ? 'B' : 'R';
    return run === undefined ? [] : [{ text: `${short}${record.seed}`, href: linkTo(run) }];
  });
}
