import {
  type Description,
  type DescriptionSection,
  learningRateSection,
  memorySection,
  parameterSection,
  scheduleCheckPoints,
  type TaskContext,
  UsageError,
} from '@rdrop/experiment';
import { languageModelMemoryEstimate, languageModelParameterCounts } from '@rdrop/nn';
import { schedule } from '@rdrop/training';
import { expectedSizes } from './data/corpora.js';
import { preparedFolder, type PreparedInfo, SPLITS } from './data/prepared-layout.js';
import { readPreparedInfo } from './data/prepared-text.js';
import type { LanguageModelingExperiment } from './experiment-schema.js';
import { knownVocabulary } from './known-vocabularies.js';
import { modelConfig } from './model.js';

/**
 * Updates at which the learning rate is worth a look: those of every schedule, round numbers, and, where a period of the cosine
 * ends within the run, its last update and the one with which the rate starts again.
 */
function checkPoints({ schedule: settings, maxUpdates }: LanguageModelingExperiment['training']): number[] {
  const round = 10 ** Math.floor(Math.log10(maxUpdates));
  const points = Array.from({ length: Math.floor(maxUpdates / round) }, (_, i) => (i + 1) * round);
  if (settings.kind === 'cosine-restarts') {
    const restart = settings.warmupUpdates + settings.periodUpdates;
    points.push(restart - 1, ...(restart <= maxUpdates ? [restart] : []));
  }
  const all = [...scheduleCheckPoints(settings.warmupUpdates, maxUpdates), ...points];
  return [...new Set(all)].filter((update) => update <= maxUpdates).sort((a, b) => a - b);
}

function dataSection(
  { data, training }: LanguageModelingExperiment,
  info: PreparedInfo | undefined,
  folder: string,
): DescriptionSection[] {
  const perUpdate = training.block * training.rows * training.accumulate;
  if (info === undefined) {
    const rows = expectedSizes(data.corpus).map(({ what, count }) => [what, count] as const);
    return [
      {
        title: 'data',
        ...(rows.length === 0 ? {} : { table: { columns: ['what', 'expected'], rows } }),
        notes: [`not prepared yet: it will be written to ${folder} by the verb 'prepare'`],
      },
    ];
  }
  const { tokens } = info.splits.train;
  return [
    {
      title: 'data',
      table: {
        columns: ['split', 'lines', 'tokens', 'words not in the dictionary'],
        rows: SPLITS.map((split) => {
          const { lines, tokens: all, unknown } = info.splits[split];
          return [split, lines, all, unknown];
        }),
      },
      rows: [
        ['updates per epoch', Math.ceil(tokens / perUpdate)],
        ['epochs until the last update', Number(((training.maxUpdates * perUpdate) / tokens).toFixed(1))],
      ],
    },
  ];
}

/** What an experiment is, without training it or starting an engine. */
export async function describeLanguageModeling(
  context: TaskContext<LanguageModelingExperiment>,
): Promise<Description> {
  const { experiment, dataFolder } = context;
  const { data, training, rdrop, evaluation } = experiment;
  const folder = preparedFolder(dataFolder, data);
  const info = await readPreparedInfo(folder);
  const vocabulary = info?.vocabulary ?? knownVocabulary(data);
  if (vocabulary === undefined)
    throw new UsageError(`the vocabulary of ${data.corpus} is not known yet; run the verb 'prepare' first`);
  const config = modelConfig(experiment, vocabulary);
  const { block, rows, accumulate, optimizer } = training;
  const memory = languageModelMemoryEstimate(config, {
    rows: rows * rdrop.passes,
    length: block,
    optimizerSlots: optimizer.kind === 'nag' ? 1 : 2,
  });
  const divergence =
    config.words.kind === 'full'
      ? 'exact (full softmax)'
      : `${rdrop.divergence ?? 'per-cluster'} (adaptive softmax)`;
  return {
    sections: [
      {
        title: 'model',
        rows: [
          ['vocabulary', `${vocabulary} (${info === undefined ? 'known' : 'of the prepared set'})`],
          ['tokens per update', block * rows * accumulate],
          ['blocks per micro-batch', `${rows} of ${block} tokens, ${accumulate} for an update`],
          ['tokens in a forward pass', block * rows * rdrop.passes],
          ...(rdrop.passes > 1 ? [['divergence', divergence] as const] : []),
        ],
      },
      parameterSection(languageModelParameterCounts(config)),
      learningRateSection(schedule(training.schedule), checkPoints(training)),
      memorySection([
        { use: 'parameters', bytes: memory.parameters },
        { use: 'gradients', bytes: memory.gradients },
        { use: 'optimizer state', bytes: memory.optimizer },
        { use: `activations (${rows * rdrop.passes} rows of ${block} tokens)`, bytes: memory.activations },
        { use: 'logits at a time', bytes: memory.logits },
      ]),
      {
        title: 'evaluation',
        rows: [
          ['checkpoint', evaluation.checkpoint === 'best' ? 'the best by validation perplexity' : 'the last'],
          ['block', evaluation.block],
          ['context', evaluation.context],
          ['new tokens of a window', evaluation.block - evaluation.context],
        ],
      },
      ...dataSection(experiment, info, folder),
    ],
  };
}
