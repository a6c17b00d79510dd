import {
  paperComparisons,
  resultsList,
  resultsTables,
  type RunRecord,
  type Table,
  type TableFormat,
} from '@rdrop/reports';

/** What a report is made of. */
export interface ReportOptions {
  readonly format: TableFormat;
  /** The task to report on; all when undefined. */
  readonly task?: string | undefined;
}

/**
 * Writes the results tables: our results by task and scale, then the paper's tables that they answer to with our rows under
 * its own. CSV has one table only, so it gets the results in long form.
 *
 * @throws RangeError when there is nothing to report
 */
export function writeReport(records: readonly RunRecord[], { format, task }: ReportOptions): string {
  const chosen = records.filter((record) => task === undefined || record.task === task);
  if (chosen.length === 0) throw new RangeError(nothingToReport(records, task));
  return tablesFor(chosen, format).map(format.write).join('\n');
}

function tablesFor(records: readonly RunRecord[], format: TableFormat): Table[] {
  if (format.name === 'csv') return [resultsList(records)];
  return [...resultsTables(records), ...paperComparisons(records)];
}

function nothingToReport(records: readonly RunRecord[], task: string | undefined): string {
  if (task === undefined || records.length === 0) return 'expected at least one run record, found none';
  const known = [...new Set(records.map((record) => record.task))].sort().join(', ');
  return `expected run records of task '${task}', found those of ${known}`;
}
