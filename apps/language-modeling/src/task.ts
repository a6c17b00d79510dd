import { reportRun, type Task } from '@rdrop/experiment';
import { describeLanguageModeling } from './describe.js';
import { evaluateLanguageModeling } from './evaluate.js';
import { languageModelingExperiment, type LanguageModelingExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { generateCommand } from './generate.js';
import { preparedTextOf } from './prepare.js';
import { trainLanguageModeling } from './train.js';

/** Language modeling (paper, section 3.4). */
export const languageModelingTask: Task<LanguageModelingExperiment> = {
  name: 'language-modeling',
  summary: 'language modeling with and without R-Drop',
  schema: languageModelingExperiment,
  experiments,
  async prepare(context) {
    const { folder, info } = await preparedTextOf(context);
    context.result({ folder, vocabulary: info.vocabulary, splits: info.splits });
  },
  describe: describeLanguageModeling,
  train: trainLanguageModeling,
  evaluate: evaluateLanguageModeling,
  commands: { generate: generateCommand },
  report: reportRun,
};
