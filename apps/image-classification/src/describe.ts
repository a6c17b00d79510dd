import {
  type Description,
  type DescriptionSection,
  learningRateSection,
  memorySection,
  parameterSection,
  type TaskContext,
} from '@rdrop/experiment';
import { sequenceLength, vitMemoryEstimate, vitParameterCounts } from '@rdrop/nn';
import { schedule } from '@rdrop/training';
import { preparedFolder, type PreparedInfo, readPreparedInfo } from './data/prepared-images.js';
import { knownSets } from './data/sets.js';
import type { ImageExperiment } from './experiment-schema.js';
import { modelConfig } from './model.js';

/** Updates at which the learning rate is worth a look: the warm-up's middle and end, and points of the cosine. */
function checkPoints({ schedule: { warmupUpdates }, maxUpdates }: ImageExperiment['training']): number[] {
  const points = [
    0,
    Math.floor(warmupUpdates / 2),
    warmupUpdates,
    Math.floor((warmupUpdates + maxUpdates) / 2),
    maxUpdates - 1,
  ];
  return [...new Set(points)].filter((update) => update >= 0).sort((a, b) => a - b);
}

function dataSection(
  { data, training }: ImageExperiment,
  { folder, info }: { readonly folder: string; readonly info: PreparedInfo | undefined },
): DescriptionSection {
  const known = knownSets[data.set];
  const train = info?.images.train ?? known.train;
  const heldOut = Math.round(train * data.holdOut);
  const perUpdate = training.batch * training.accumulate;
  const epochs = (training.maxUpdates * perUpdate) / (train - heldOut);
  return {
    title: 'data',
    rows: [
      ['set', known.title],
      ['training images', train - heldOut],
      ['held out for validation', heldOut],
      [`${known.testName} images`, info?.images.test ?? known.test],
      ['classes', known.classes],
      ['crops', `${data.cropScale[0]} to ${data.cropScale[1]} of the area, ratio 3/4 to 4/3, no flip`],
      ['normalisation', 'mean 0.5, deviation 0.5'],
      ['epochs until the last update', Number(epochs.toFixed(1))],
    ],
    ...(info === undefined
      ? { notes: [`not prepared yet: ${known.origin}; it will be described in ${folder}`] }
      : {}),
  };
}

function scalingSentence({ rdrop, training }: ImageExperiment): string {
  if (rdrop.passes === 1) return 'one pass, cross-entropy alone';
  if (rdrop.scaling === 'paper') return 'Eq. 4, both terms divided by the images';
  const alpha = typeof rdrop.alpha === 'number' ? rdrop.alpha : rdrop.alpha.to;
  return `official: divergences of ${training.batch} images summed, without the half (as alpha ${2 * alpha * training.batch} of Eq. 4)`;
}

/** What an experiment is, without training it or starting an engine. */
export async function describeImages(context: TaskContext<ImageExperiment>): Promise<Description> {
  const { experiment, dataFolder } = context;
  const { data, model, training, rdrop, evaluation } = experiment;
  const folder = preparedFolder(dataFolder, data.set);
  const info = await readPreparedInfo(folder);
  const config = modelConfig(experiment, knownSets[data.set].classes);
  const rows = training.batch * rdrop.passes;
  const { parameters, gradients, optimizer, activations } = vitMemoryEstimate(config, rows);
  const chosen =
    training.selectOn === 'test' ? 'the test images (as in the official code)' : 'held-out training images';
  const moments = training.optimizer.kind === 'sgd' ? 1 : 2;
  return {
    sections: [
      {
        title: 'model',
        rows: [
          ['image', `${config.image}x${config.image}, patches ${config.patch}x${config.patch}`],
          ['sequence', `${sequenceLength(config)} positions, the class token first`],
          ['weights to start from', model.pretrained === 'none' ? 'none, from scratch' : model.pretrained],
          ['images per update', training.batch * training.accumulate],
          ['images in the forward pass', rows],
          ['R-Drop', scalingSentence(experiment)],
        ],
      },
      parameterSection(vitParameterCounts(config)),
      learningRateSection(
        schedule({ ...training.schedule, totalUpdates: training.maxUpdates }),
        checkPoints(training),
      ),
      memorySection([
        { use: 'parameters', bytes: parameters },
        { use: 'gradients', bytes: gradients },
        { use: 'optimizer state', bytes: moments * optimizer },
        { use: `activations (${rows} images)`, bytes: activations },
      ]),
      dataSection(experiment, { folder, info }),
      {
        title: 'evaluation',
        rows: [
          ['checkpoint', evaluation.checkpoint === 'last' ? 'the last' : `the best, selected by ${chosen}`],
          ['scores', 'top-1 and top-5 accuracy'],
        ],
      },
    ],
  };
}
