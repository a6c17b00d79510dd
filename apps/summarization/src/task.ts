import { reportRun, type Task } from '@rdrop/experiment';
import { describeSummarization } from './describe.js';
import { evaluateSummarization } from './evaluate.js';
import { summarizationExperiment, type SummarizationExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { preparedSetOf } from './prepare.js';
import { trainSummarization } from './train.js';

/** Abstractive summarization (paper, section 3.3). */
export const summarizationTask: Task<SummarizationExperiment> = {
  name: 'summarization',
  summary: 'abstractive summarization with and without R-Drop',
  schema: summarizationExperiment,
  experiments,
  async prepare(context) {
    const { folder, info } = await preparedSetOf(context);
    context.result({ folder, vocabulary: info.vocabulary, parts: info.parts });
  },
  describe: describeSummarization,
  train: trainSummarization,
  evaluate: evaluateSummarization,
  report: reportRun,
};
