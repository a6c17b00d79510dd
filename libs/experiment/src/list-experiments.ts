import { renderTable } from './description.js';
import { type ExperimentHeader } from './experiment-header.js';
import { type Task } from './task.js';

/** The experiments of a task as an aligned table: name, scale, method, the paper's value, title. */
export function renderExperimentList<E extends ExperimentHeader>(task: Task<E>): string {
  const rows = Object.entries(task.experiments).map(([name, { scale, method, paper, title }]) => {
    return [name, scale, method, paperText(paper), title];
  });
  return `${renderTable({ columns: ['experiment', 'scale', 'method', 'paper', 'title'], rows }).join('\n')}\n`;
}

/** The same as one JSON document. */
export function experimentListJson<E extends ExperimentHeader>(task: Task<E>): string {
  const experiments = Object.entries(task.experiments).map(
    ([name, { title, scale, method, paper, study }]) => {
      return { name, title, scale, method, paper: paper ?? null, ...(study === undefined ? {} : { study }) };
    },
  );
  return `${JSON.stringify({ task: task.name, experiments }, null, 2)}\n`;
}

/** The paper's number and where it stands; null for an experiment the paper does not have. */
export function paperText(paper: ExperimentHeader['paper']): string | null {
  return paper === undefined ? null : `${paper.value} (table ${paper.table}, ${paper.row}, ${paper.column})`;
}
