import { resultsList } from '../results/results-list.js';
import type { Report } from './build-report.js';

/** A report for programs: unrounded numbers, nothing that is drawn. */
export function reportJson(report: Report): string {
  const { runs, problems, summary, comparisons, paperTables, costs, figures } = report;
  const list = resultsList(runs.map(({ record }) => record));
  const headers = list.columns.map(({ header }) => header);
  const document = {
    format: 1,
    summary: summary.text,
    problems,
    paperTables: paperTables.map(({ number, systems, comparison }) => ({ number, systems, comparison })),
    comparisons: comparisons.map(({ task, scale, name, baseline, rdrop, measures, notes }) => ({
      task,
      scale,
      name,
      variant: (rdrop ?? baseline)?.variant ?? '',
      seeds: {
        baseline: baseline?.runs.map(({ seed }) => seed) ?? [],
        rdrop: rdrop?.runs.map(({ seed }) => seed) ?? [],
      },
      measures,
      notes,
    })),
    results: list.rows.map((row) => Object.fromEntries(headers.map((header, index) => [header, row[index]]))),
    costs: costs.map(({ comparison: { task, scale, name }, baseline, rdrop, ratio }) => {
      return { task, scale, name, secondsPerUpdate: { baseline, rdrop }, ratio };
    }),
    figures,
    runs: runs.map(({ file, record }) => ({ file, ...record })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
