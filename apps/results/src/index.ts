export { main } from './main.js';
export { writeReport, type ReportOptions } from './report.js';
export { run, type Host } from './run.js';
