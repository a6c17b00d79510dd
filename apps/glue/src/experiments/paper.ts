import { GLUE_TASKS, type GlueTaskName } from '@rdrop/datasets';
import { paperReference } from '@rdrop/reports';
import type { GlueExperiment } from '../experiment-schema.js';
import { named, plain, rDrop, sharedTraining } from './settings.js';

/** The columns of Table 3. */
const COLUMNS: Readonly<Record<GlueTaskName, string>> = {
  cola: 'CoLA',
  'sst-2': 'SST-2',
  mrpc: 'MRPC',
  'sts-b': 'STS-B',
  qqp: 'QQP',
  mnli: 'MNLI',
  qnli: 'QNLI',
  rte: 'RTE',
};

/** Examples of an update, updates and warm-up by task, from the README of the official code. */
const RUNS: Readonly<Record<GlueTaskName, { batch: number; maxUpdates: number; warmupUpdates: number }>> = {
  cola: { batch: 16, maxUpdates: 5336, warmupUpdates: 320 },
  'sst-2': { batch: 32, maxUpdates: 20_935, warmupUpdates: 1256 },
  mrpc: { batch: 16, maxUpdates: 2296, warmupUpdates: 137 },
  'sts-b': { batch: 16, maxUpdates: 3598, warmupUpdates: 214 },
  qqp: { batch: 32, maxUpdates: 113_272, warmupUpdates: 28_318 },
  mnli: { batch: 32, maxUpdates: 123_873, warmupUpdates: 7432 },
  qnli: { batch: 32, maxUpdates: 33_112, warmupUpdates: 1986 },
  rte: { batch: 8, maxUpdates: 2036, warmupUpdates: 122 },
};

const MODELS = [
  { name: 'bert-base', source: 'bert-base-cased', row: 'BERT-base', title: 'BERT-base' },
  { name: 'roberta-large', source: 'roberta-large', row: 'RoBERTa-large', title: 'RoBERTa-large' },
] as const;

/** The paper takes alpha from {0.1, 0.5, 1.0} by task and does not say which: the command `sweep` tries all three. */
const ALPHA = 0.5;

function experimentOf(model: (typeof MODELS)[number], task: GlueTaskName, isRDrop: boolean): GlueExperiment {
  const { batch, maxUpdates, warmupUpdates } = RUNS[task];
  return {
    title: `${COLUMNS[task]}, ${model.title}${isRDrop ? ' + R-Drop' : ''}`,
    scale: 'paper',
    method: isRDrop ? 'r-drop' : 'baseline',
    paper: paperReference({
      table: 3,
      row: isRDrop ? `${model.row} + R-Drop` : model.row,
      column: COLUMNS[task],
    }),
    // The official scripts pad every example to 128.
    data: { task, source: 'glue', maxLength: 128, padTo: 'max' },
    model: { kind: 'published', source: model.source, size: model.name, dropout: 0.1, attentionDropout: 0.1 },
    rdrop: isRDrop ? rDrop(ALPHA) : plain,
    training: {
      ...sharedTraining,
      schedule: { kind: 'polynomial', peak: 1e-5, warmupUpdates, end: 1e-7, power: 1 },
      batch,
      maxUpdates,
    },
    evaluation: { checkpoint: 'best' },
  };
}

/** Table 3 of the paper: two models, eight tasks, without and with R-Drop. */
export const paperExperiments = named(
  MODELS.flatMap((model) =>
    GLUE_TASKS.flatMap((task) =>
      [false, true].map(
        (isRDrop) =>
          [
            `${model.name}-${task}-${isRDrop ? 'rdrop' : 'baseline'}`,
            experimentOf(model, task, isRDrop),
          ] as const,
      ),
    ),
  ),
);
