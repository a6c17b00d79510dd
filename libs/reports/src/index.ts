export { findPaperValue, paperTable, type PaperCell } from './paper/find-paper-value.js';
export { paperReference, paperReferenceSchema, type PaperReference } from './paper/paper-reference.js';
export { paperTables, type PaperTable } from './paper/paper-results.js';
export { collectRunRecords, type CollectedRecord } from './record/collect-run-records.js';
export { parseRunRecord, RunRecordError, validateRunRecord } from './record/parse-run-record.js';
export {
  metricIdentity,
  runMetricSchema,
  runRecordSchema,
  type RunMetric,
  type RunRecord,
} from './record/run-record.js';
export { summarise, type Summary } from './results/aggregate.js';
export { groupRuns, type RunGroup } from './results/group-runs.js';
export { paperComparison, paperComparisons } from './results/paper-comparison.js';
export { resultsList } from './results/results-list.js';
export { resultsTable, resultsTables } from './results/results-table.js';
export { toCsv } from './table/csv.js';
export { tableFormat, tableFormats, type TableFormat } from './table/formats.js';
export { toLatex } from './table/latex.js';
export { toMarkdown } from './table/markdown.js';
export { createTable, type Column, type Table } from './table/table.js';
export { toText } from './table/text.js';
