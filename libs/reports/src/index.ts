export { findPaperValue, paperTable, type PaperCell } from './paper/find-paper-value.js';
export { paperReference, paperReferenceSchema, type PaperReference } from './paper/paper-reference.js';
export { paperTables, type PaperTable } from './paper/paper-results.js';
export { parseRunRecord, RunRecordError, validateRunRecord } from './record/parse-run-record.js';
export {
  metricIdentity,
  runMetricSchema,
  runRecordSchema,
  type RunMetric,
  type RunRecord,
} from './record/run-record.js';
