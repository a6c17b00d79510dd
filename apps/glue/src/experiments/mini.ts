import { GLUE_TASKS, type GlueTaskName, glueTasks } from '@rdrop/datasets';
import type { GlueExperiment } from '../experiment-schema.js';
import { named, plain, rDrop, sharedTraining } from './settings.js';

/** Updates by task, enough to learn what it is about; the acceptability of CoLA is learned to the last sentence. */
const UPDATES: Readonly<Record<GlueTaskName, number>> = {
  cola: 1500,
  'sst-2': 800,
  mrpc: 1500,
  'sts-b': 1500,
  qqp: 1500,
  mnli: 1500,
  qnli: 1500,
  rte: 1000,
};

function experimentOf(task: GlueTaskName, isRDrop: boolean): GlueExperiment {
  const maxUpdates = UPDATES[task];
  return {
    title: `Generated ${glueTasks[task].folder}, small BERT from scratch${isRDrop ? ' + R-Drop' : ''}`,
    scale: 'mini',
    method: isRDrop ? 'r-drop' : 'baseline',
    data: { task, source: 'mini', maxLength: 32, padTo: 'longest' },
    model: {
      kind: 'fresh',
      dim: 64,
      ffnDim: 128,
      heads: 4,
      layers: 2,
      maxPositions: 32,
      vocabulary: 400,
      dropout: 0.1,
      attentionDropout: 0.1,
    },
    rdrop: isRDrop ? rDrop(1) : plain,
    training: {
      ...sharedTraining,
      schedule: { kind: 'polynomial', peak: 3e-3, warmupUpdates: 100, end: 1e-5, power: 1 },
      batch: 32,
      maxUpdates,
      logEvery: 100,
      validateEvery: 100,
    },
    evaluation: { checkpoint: 'best' },
  };
}

/** Eight generated tasks, 2,000 examples each, learned from scratch in a minute or so. */
export const miniExperiments = named(
  GLUE_TASKS.flatMap((task) =>
    [false, true].map(
      (isRDrop) => [`mini-${task}-${isRDrop ? 'rdrop' : 'baseline'}`, experimentOf(task, isRDrop)] as const,
    ),
  ),
);
