import { glueTasks, isRegression } from '@rdrop/datasets';
import {
  type Description,
  type DescriptionSection,
  learningRateSection,
  parameterSection,
  scheduleCheckPoints,
  type TaskContext,
} from '@rdrop/experiment';
import { bertParameterCounts } from '@rdrop/nn';
import { schedule } from '@rdrop/training';
import { readPreparedInfo } from './data/prepared-set.js';
import { mainScore } from './evaluation/scores.js';
import type { GlueExperiment } from './experiment-schema.js';
import { classesOf, expectedConfig, freshConfig } from './model.js';
import { preparedFolder } from './prepare.js';

function trainingSection({ training, rdrop }: GlueExperiment, examples: number): DescriptionSection {
  const { batch, accumulate, maxUpdates, schedule: rates } = training;
  const perUpdate = batch * accumulate;
  return {
    title: 'updates',
    rows: [
      ['examples per update', perUpdate],
      ['rows in the forward pass', batch * rdrop.passes],
      ['updates', maxUpdates],
      ['warm-up updates', rates.warmupUpdates],
      ['epochs until the last update', Number(((maxUpdates * perUpdate) / examples).toFixed(1))],
    ],
  };
}

/** What an experiment is, without training it, reading a model or starting an engine. */
export async function describeGlue(context: TaskContext<GlueExperiment>): Promise<Description> {
  const { experiment } = context;
  const { data, model, training } = experiment;
  const task = glueTasks[data.task];
  const folder = preparedFolder(context);
  const info = await readPreparedInfo(folder);
  const config =
    model.kind === 'fresh' && info !== undefined
      ? freshConfig(model, info.vocabularySize)
      : expectedConfig(experiment);
  const generated = { train: 2000, dev: 400 };
  const examples =
    info?.splits.find(({ name }) => name === 'train')?.examples ??
    (data.source === 'mini' ? generated.train : task.counts.train);
  const expected: [string, number][] = [
    ['train', examples],
    ...task.dev.map(({ name }, at): [string, number] => [
      name,
      data.source === 'mini' ? generated.dev : (task.counts.dev[at] ?? 0),
    ]),
  ];
  return {
    sections: [
      {
        title: 'task',
        rows: [
          ['name', task.folder],
          ['output', isRegression(task) ? 'a number from 0 to 5' : task.labels.join(', ')],
          ['selected by', `${mainScore(task.name)} on dev`],
          [
            'longest example',
            `${data.maxLength} tokens, padded to the ${data.padTo === 'max' ? 'most' : 'longest of a batch'}`,
          ],
        ],
      },
      parameterSection(bertParameterCounts(config, classesOf(experiment))),
      trainingSection(experiment, examples),
      learningRateSection(
        schedule({ ...training.schedule, totalUpdates: training.maxUpdates }),
        scheduleCheckPoints(training.schedule.warmupUpdates, training.maxUpdates),
      ),
      info === undefined
        ? {
            title: 'data',
            table: { columns: ['split', 'examples (expected)'], rows: expected },
            notes: [`not prepared yet: it will be written to ${folder} by the verb 'prepare'`],
          }
        : {
            title: 'data',
            table: {
              columns: ['split', 'examples', 'broken lines', 'longest'],
              rows: info.splits.map((split) => [split.name, split.examples, split.skipped, split.longest]),
            },
          },
    ],
  };
}
