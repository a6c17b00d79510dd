import { reportRun, type Task } from '@rdrop/experiment';
import { describeTranslation } from './describe.js';
import { evaluateTranslation } from './evaluate.js';
import { translationExperiment, type TranslationExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { preparedCorpusOf } from './prepare.js';
import { trainTranslation } from './train.js';
import { translateCommand } from './translate.js';

/** Neural machine translation (paper, section 3.1). */
export const translationTask: Task<TranslationExperiment> = {
  name: 'translation',
  summary: 'neural machine translation with and without R-Drop',
  schema: translationExperiment,
  experiments,
  async prepare(context) {
    const { folder, info } = await preparedCorpusOf(context);
    context.result({
      folder,
      pairs: info.pairs,
      sourceVocabulary: info.sourceVocabulary,
      targetVocabulary: info.targetVocabulary,
    });
  },
  describe: describeTranslation,
  train: trainTranslation,
  evaluate: evaluateTranslation,
  commands: { translate: translateCommand },
  report: reportRun,
};
