import { reportRun, type Task } from '@rdrop/experiment';
import { describeImages } from './describe.js';
import { evaluateImages } from './evaluate.js';
import { imageExperiment, type ImageExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { predictCommand } from './predict.js';
import { prepareCommand } from './preview.js';
import { trainImages } from './train.js';

/** Image classification (paper, section 3.5). */
export const imageClassificationTask: Task<ImageExperiment> = {
  name: 'image-classification',
  summary: 'image classification with a Vision Transformer, with and without R-Drop',
  schema: imageExperiment,
  experiments,
  prepare: (context) => prepareCommand.run(context, {}, []),
  describe: describeImages,
  train: trainImages,
  evaluate: evaluateImages,
  report: reportRun,
  commands: { prepare: prepareCommand, predict: predictCommand },
};
