import { type Description } from './description.js';
import { experimentHeader, type ExperimentHeader } from './experiment-header.js';
import { paperText } from './list-experiments.js';
import { flattenSettings, formatSetting } from './settings.js';
import { type TaskContext } from './task.js';

const headerFields: ReadonlySet<string> = new Set(Object.keys(experimentHeader.shape));

/** A task's own description between what is the same for every task: which run this is, and all its settings. */
export function describeRun<E extends ExperimentHeader>(
  context: TaskContext<E>,
  own: Description,
): Description {
  const { experiment } = context;
  const settings = flattenSettings(experiment).filter(
    ([name]) => !headerFields.has(name.split('.')[0] ?? ''),
  );
  return {
    sections: [
      {
        title: `${context.taskName} / ${context.experimentName}: ${experiment.title}`,
        rows: [
          ['scale', experiment.scale],
          ['method', experiment.method],
          ['paper', paperText(experiment.paper)],
          ['seed', String(context.seed)],
          ['engine', context.engine],
          ['run folder', context.out],
          ['data', context.dataFolder],
        ],
      },
      ...own.sections,
      {
        title: 'settings (each can be changed with --set name=value)',
        rows: settings.map(([name, value]) => [name, formatSetting(value)]),
      },
    ],
  };
}

/** The description with the resolved experiment, as one JSON document. */
export function descriptionJson<E extends ExperimentHeader>(
  context: TaskContext<E>,
  description: Description,
): string {
  const { taskName: task, experimentName: experiment, seed, engine, out, experiment: settings } = context;
  return `${JSON.stringify({ task, experiment, seed, engine, out, settings, sections: description.sections }, null, 2)}\n`;
}
