import { type GlueTaskName, glueTasks } from '@rdrop/datasets';
import type { GlueExperiment } from '../experiment-schema.js';
import { named, plain, rDrop, sharedTraining } from './settings.js';

/** Sets small enough for a processor, with the updates of a few epochs. */
const RUNS: readonly (readonly [GlueTaskName, number])[] = [
  ['cola', 2000],
  ['sst-2', 4000],
  ['mrpc', 1150],
  ['sts-b', 1800],
  ['rte', 800],
];

function experimentOf(task: GlueTaskName, maxUpdates: number, isRDrop: boolean): GlueExperiment {
  return {
    title: `${glueTasks[task].folder}, small BERT pre-trained here${isRDrop ? ' + R-Drop' : ''}`,
    scale: 'small',
    method: isRDrop ? 'r-drop' : 'baseline',
    data: { task, source: 'glue', maxLength: 128, padTo: 'longest' },
    model: {
      kind: 'fresh',
      dim: 128,
      ffnDim: 512,
      heads: 4,
      layers: 4,
      maxPositions: 128,
      vocabulary: 8000,
      dropout: 0.1,
      attentionDropout: 0.1,
    },
    pretraining: {
      name: 'small',
      seed: 1,
      length: 64,
      batch: 64,
      maskShare: 0.15,
      peak: 1e-3,
      warmupUpdates: 500,
      maxUpdates: 10_000,
      logEvery: 100,
      checkpointEvery: 500,
    },
    rdrop: isRDrop ? rDrop(1) : plain,
    training: {
      ...sharedTraining,
      schedule: {
        kind: 'polynomial',
        peak: 3e-4,
        warmupUpdates: Math.round(0.06 * maxUpdates),
        end: 1e-7,
        power: 1,
      },
      batch: 32,
      maxUpdates,
      validateEvery: Math.round(maxUpdates / 10),
    },
    evaluation: { checkpoint: 'best' },
  };
}

/** Five real sets with a small BERT that the command `pretrain` makes. */
export const smallExperiments = named(
  RUNS.flatMap(([task, maxUpdates]) =>
    [false, true].map(
      (isRDrop) =>
        [`small-${task}-${isRDrop ? 'rdrop' : 'baseline'}`, experimentOf(task, maxUpdates, isRDrop)] as const,
    ),
  ),
);
