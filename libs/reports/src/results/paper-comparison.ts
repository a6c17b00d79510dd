import { answersCell } from '../paper/answers-cell.js';
import { paperTable } from '../paper/find-paper-value.js';
import { paperTables, type PaperTable } from '../paper/paper-results.js';
import type { RunRecord } from '../record/run-record.js';
import { createTable, type Table } from '../table/table.js';
import { formatPaperValue, formatRanges, formatSummary, NO_RUN } from './format-values.js';
import { groupRuns, type RunGroup } from './group-runs.js';
import { Marks } from './marks.js';
import { measuresOf, summariseMetric } from './metric-summary.js';

/** A column of the paper under one signature of our numbers. */
interface ComparedColumn {
  readonly header: string;
  readonly column: string;
  readonly index: number;
  readonly signature: string | undefined;
}

/** One of our results that answers to a cell of the paper. */
interface Answer {
  readonly group: RunGroup;
  readonly row: string;
  readonly column: string;
  readonly signature: string;
  readonly text: string;
}

/** The paper's tables that some record refers to, each as `paperComparison` makes it. */
export function paperComparisons(records: readonly RunRecord[]): Table[] {
  const referred = new Set(
    records.flatMap((record) => record.metrics.flatMap((metric) => metric.paper?.table ?? [])),
  );
  return paperTables
    .filter((table) => referred.has(table.number))
    .map((table) => paperComparison(table.number, records));
}

/**
 * A table of the paper with our rows under its own. A column in which our numbers have several signatures is repeated for
 * each, so that numbers computed differently never stand under one another; what computed the paper's number it does not
 * say.
 *
 * @throws RangeError for a table the paper has not
 */
export function paperComparison(number: number, records: readonly RunRecord[]): Table {
  const paper = paperTable(number);
  const answers = answersTo(paper, records);
  const marks = new Marks();
  const columns = paper.columns.flatMap((column, index) => comparedColumns(column, index, answers, marks));
  const rows = paper.rows.flatMap(({ name, values }) => {
    const theirs = columns.map(({ index }) => formatPaperValue(paper, index, values[index]));
    const answering = answers.filter((answer) => answer.row === name);
    const labels = [...new Set(answering.map(({ group }) => labelOf(group)))];
    if (labels.length === 0 && isReproduced(paper, name)) labels.push('ours');
    const ours = labels.map((label) => {
      const labelled = answering.filter(({ group }) => labelOf(group) === label);
      return [name, label, ...columns.map((column) => cellOf(column, labelled))];
    });
    return [[name, 'paper', ...theirs], ...ours];
  });
  return createTable({
    title: `Table ${paper.number}: ${paper.title} (${paper.unit})`,
    columns: [
      { header: 'model', align: 'left' },
      { header: 'whose', align: 'left' },
      ...columns.map(({ header }) => ({ header, align: 'right' as const })),
    ],
    rows,
    notes: [...marks.notes(), ...new Set(answers.flatMap((answer) => answer.group.notes))],
  });
}

/** Whether the system is one of those that the experiments here train; of others the paper's number stands alone. */
function isReproduced(paper: PaperTable, name: string): boolean {
  return name.endsWith(' + R-Drop') || paper.rows.some((row) => row.name === `${name} + R-Drop`);
}

/** A column of the paper, once for each signature our numbers in it have, or once when we have none. */
function comparedColumns(
  column: string,
  index: number,
  answers: readonly Answer[],
  marks: Marks,
): ComparedColumn[] {
  const inColumn = answers.filter((answer) => answer.column === column);
  const signatures = [...new Set(inColumn.map((answer) => answer.signature))];
  if (signatures.length === 0) return [{ header: column, column, index, signature: undefined }];
  return signatures.map((signature) => ({
    header: `${column} [${marks.of(signature)}]`,
    column,
    index,
    signature,
  }));
}

function cellOf({ column, signature }: ComparedColumn, answers: readonly Answer[]): string {
  const texts = answers.filter((answer) => answer.column === column && answer.signature === signature);
  return texts.length === 0 ? NO_RUN : texts.map((answer) => answer.text).join('; ');
}

function answersTo(paper: PaperTable, records: readonly RunRecord[]): Answer[] {
  const answers: Answer[] = [];
  for (const group of groupRuns(records)) {
    for (const measure of measuresOf([group])) {
      const metric = summariseMetric(group, measure);
      if (metric?.paper === undefined) continue;
      for (const { name: row } of paper.rows) {
        for (const column of paper.columns) {
          if (!answersCell(metric.paper, { table: paper.number, row, column })) continue;
          const text = formatSummary(metric.summary, 2);
          answers.push({ group, row, column, signature: measure.signature, text });
        }
      }
    }
  }
  return answers;
}

/** Seeds stand in the label: experiments of one table may have different ones, and then have rows of their own. */
function labelOf(group: RunGroup): string {
  const seeds = group.runs.map((run) => run.seed);
  const variant = group.variant === '' ? '' : `, ${group.variant}`;
  return `ours, ${group.scale} scale, ${seeds.length === 1 ? 'seed' : 'seeds'} ${formatRanges(seeds)}${variant}`;
}
