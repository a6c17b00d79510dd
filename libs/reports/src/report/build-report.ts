import { costFigure, updateCosts, type UpdateCost } from '../figures/cost-figure.js';
import type { Figure } from '../figures/figure.js';
import { studyFigure } from '../figures/study-figures.js';
import { paperTrainingFigure, trainingFigure } from '../figures/training-figures.js';
import type { CollectedRun } from '../record/collect-runs.js';
import { comparisons, type Comparison } from '../results/comparisons.js';
import { paperTableReports, type LinkTo, type PaperTableReport } from '../results/paper-tables.js';
import { resultsTables } from '../results/results-table.js';
import { studies, type Study } from '../results/studies.js';
import type { Table } from '../table/table.js';
import { summaryOf, type Summary } from './summary.js';

/** Everything a report says, before it takes a form. */
export interface Report {
  readonly runs: readonly CollectedRun[];
  /** Files that were left out, each as a sentence. */
  readonly problems: readonly string[];
  readonly summary: Summary;
  readonly comparisons: readonly Comparison[];
  /** Tables 1 to 7 of the paper. */
  readonly paperTables: readonly PaperTableReport[];
  /** Everything of ours, a table for each task and scale. */
  readonly resultTables: readonly Table[];
  readonly studies: readonly Study[];
  readonly costs: readonly UpdateCost[];
  readonly figures: readonly Figure[];
}

/** What a report is made from. */
export interface ReportSource {
  readonly runs: readonly CollectedRun[];
  readonly problems: readonly string[];
}

/** Makes a report of runs. It depends on nothing but them: not on the time, nor on their order. */
export function buildReport({ runs, problems }: ReportSource, linkTo: LinkTo): Report {
  const all = comparisons(runs);
  const analyses = studies(runs);
  const costs = updateCosts(all, runs);
  const training = all.flatMap((comparison) => trainingFigure(comparison, runs) ?? []);
  const cost = costFigure(costs);
  return {
    runs,
    problems,
    summary: summaryOf(all),
    comparisons: all,
    paperTables: paperTableReports(runs, linkTo),
    resultTables: resultsTables(runs.map(({ record }) => record)),
    studies: analyses,
    costs,
    figures: [
      ...training,
      paperTrainingFigure(),
      ...analyses.map((study) => studyFigure(study, runs)),
      ...(cost === undefined ? [] : [cost]),
    ],
  };
}
