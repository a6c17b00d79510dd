export { findPaperValue, paperTable } from './paper/find-paper-value.js';
export { paperReference, paperReferenceSchema, type PaperReference } from './paper/paper-reference.js';
export { paperTables, type PaperCell, type PaperTable } from './paper/paper-results.js';
export {
  collectRunRecords,
  type CollectedRecord,
  type CollectedRecords,
} from './record/collect-run-records.js';
export { collectRuns, type CollectedRun } from './record/collect-runs.js';
export { parseRunRecord, RunRecordError, validateRunRecord } from './record/parse-run-record.js';
export {
  metricIdentity,
  runMetricSchema,
  runRecordSchema,
  type RunMetric,
  type RunRecord,
  studyName,
  type StudyName,
} from './record/run-record.js';
export { runSamplesSchema, samplesFileName, type RunSample } from './record/run-samples.js';
export { runSegmentsSchema, segmentsFileName, type SegmentScores } from './record/run-segments.js';
export { createRenderer, type RenderPanel } from './figures/render-panel.js';
export { type Figure, type Panel } from './figures/figure.js';
export { reportPage, type PageOptions } from './page/page.js';
export { runId } from './page/run-html.js';
export { buildReport, type Report, type ReportSource } from './report/build-report.js';
export { reportJson } from './report/report-json.js';
export { type Comparison, type MeasureComparison } from './results/comparisons.js';
export { type LinkTo, type PaperTableReport } from './results/paper-tables.js';
export { summarise, type Summary } from './results/aggregate.js';
export { groupRuns, type RunGroup } from './results/group-runs.js';
export { paperComparison, paperComparisons } from './results/paper-comparison.js';
export { resultsList } from './results/results-list.js';
export { resultsTable, resultsTables } from './results/results-table.js';
export { toCsv } from './table/csv.js';
export { tableFormat, tableFormats, type TableFormat } from './table/formats.js';
export { escapeHtml, toHtml } from './table/html.js';
export { toLatex } from './table/latex.js';
export { toMarkdown } from './table/markdown.js';
export { cellText, createTable, type Cell, type Column, type Link, type Table } from './table/table.js';
export { toText } from './table/text.js';
