import { reportRun, type Task } from '@rdrop/experiment';
import { bagOfWordsCommand } from './commands/bag-of-words.js';
import { pretrainCommand } from './commands/pretrain.js';
import { seedsCommand, sweepCommand } from './commands/several-runs.js';
import { convertCommand, exportCommand } from './commands/write-model.js';
import { describeGlue } from './describe.js';
import { evaluateGlue } from './evaluate.js';
import { glueExperiment, type GlueExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { preparedSetOf } from './prepare.js';
import { trainGlue } from './train.js';

/** Language understanding (paper, section 3.2). */
export const glueTask: Task<GlueExperiment> = {
  name: 'glue',
  summary: 'language understanding: BERT and RoBERTa fine-tuned with and without R-Drop',
  schema: glueExperiment,
  experiments,
  async prepare(context) {
    const { folder, info } = await preparedSetOf(context);
    context.result({ folder, vocabulary: info.vocabularySize, splits: info.splits });
  },
  describe: describeGlue,
  train: trainGlue,
  evaluate: evaluateGlue,
  report: reportRun,
  commands: {
    pretrain: pretrainCommand,
    convert: convertCommand,
    export: exportCommand,
    seeds: seedsCommand(() => glueTask),
    sweep: sweepCommand(() => glueTask),
    'bag-of-words': bagOfWordsCommand,
  },
};
