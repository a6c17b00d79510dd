import { describeRun, descriptionJson } from './describe-run.js';
import { renderDescription } from './description.js';
import { type ExperimentHeader } from './experiment-header.js';
import { type Task, type TaskCommand } from './task.js';

export const listSummary = 'show the experiments of this task';

/** All verbs of a task by name: the five every task has, then its own. */
export function verbsOf<E extends ExperimentHeader>(task: Task<E>): Readonly<Record<string, TaskCommand<E>>> {
  return {
    prepare: {
      summary: 'fetch or read the raw data and write the prepared set into the cache',
      runFolder: 'none',
      examples: ['--experiment <experiment>', '--experiment <experiment> --from ./raw'],
      run: (context) => task.prepare(context),
    },
    describe: {
      summary: 'show what a run would do: settings, sizes, learning rate, memory; starts nothing',
      runFolder: 'none',
      examples: ['--experiment <experiment>', '--experiment <experiment> --json'],
      options: [{ name: 'json', summary: 'print JSON' }],
      run: async (context, values) => {
        const description = describeRun(context, await task.describe(context));
        context.output.write(
          values['json'] === true ? descriptionJson(context, description) : renderDescription(description),
        );
      },
    },
    train: {
      summary: 'train, or go on with a run that was stopped',
      runFolder: 'create',
      examples: [
        '--experiment <experiment>',
        '--experiment <experiment> --seed 2 --engine simd --out ./my-run',
      ],
      run: (context) => task.train(context),
    },
    evaluate: {
      summary: "measure a trained run, with the run's own settings",
      runFolder: 'existing',
      examples: ['--experiment <experiment>', '--out ./my-run'],
      run: (context) => task.evaluate(context),
    },
    report: {
      summary: 'write the report of a run from its records',
      runFolder: 'existing',
      examples: ['--experiment <experiment>', '--out ./my-run'],
      run: (context) => task.report(context),
    },
    ...task.commands,
  };
}
