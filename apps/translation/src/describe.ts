import { batchPlanStatistics } from '@rdrop/datasets';
import {
  type Description,
  type DescriptionSection,
  learningRateSection,
  memorySection,
  parameterSection,
  scheduleCheckPoints,
  type TaskContext,
} from '@rdrop/experiment';
import {
  type BatchShape,
  type TransformerConfig,
  transformerMemoryEstimate,
  transformerParameterCounts,
} from '@rdrop/nn';
import { schedule } from '@rdrop/training';
import { preparedFolder, type PreparedInfo } from './data/prepared-layout.js';
import { openPreparedCorpus, readPreparedInfo } from './data/prepared-corpus.js';
import type { TranslationExperiment } from './experiment-schema.js';
import { estimatedVocabulary, knownSet } from './known-sets.js';
import { modelConfig } from './model.js';
import { trainingPlan } from './training/batches.js';

function vocabularyOf(
  { data }: TranslationExperiment,
  info: PreparedInfo | undefined,
): { source: number; target: number; origin: string } {
  if (info !== undefined) {
    return { source: info.sourceVocabulary, target: info.targetVocabulary, origin: 'of the prepared set' };
  }
  const known = knownSet(data)?.vocabulary;
  if (known === undefined)
    return { ...estimatedVocabulary(data), origin: 'estimated; the set is not prepared' };
  return { source: known, target: known, origin: 'of the official preparation; the set is not prepared' };
}

async function dataSections(
  context: TaskContext<TranslationExperiment>,
  folder: string,
  info: PreparedInfo,
): Promise<DescriptionSection[]> {
  const { experiment, seed } = context;
  const corpus = await openPreparedCorpus(folder, experiment.data);
  const train = await corpus.stored('train');
  train.close();
  const plan = trainingPlan(train.lengths, experiment, seed);
  const { batches, sentences, sourceTokens, targetTokens, paddingShare } = batchPlanStatistics(
    plan,
    train.lengths,
  );
  const { accumulate, maxUpdates } = experiment.training;
  return [
    {
      title: 'data',
      table: {
        columns: ['split', 'pairs', 'source tokens', 'target tokens'],
        rows: Object.entries(info.pairs).map(([split, pairs]) => {
          const [source, target] = info.tokens[split] ?? [null, null];
          return [split, pairs, source, target];
        }),
      },
    },
    {
      title: 'updates',
      rows: [
        ['batches per epoch', batches],
        ['training pairs used', sentences],
        ['pairs left out for their length', plan.dropped.length],
        ['source tokens per update (mean)', Math.round((sourceTokens / batches) * accumulate)],
        ['target tokens per update (mean)', Math.round((targetTokens / batches) * accumulate)],
        ['padding', `${(100 * paddingShare).toFixed(1)} %`],
        ['epochs until the last update', Number(((maxUpdates * accumulate) / batches).toFixed(1))],
      ],
    },
  ];
}

function memoryUses(config: TransformerConfig, batch: BatchShape): { use: string; bytes: number }[] {
  const { parameters, gradients, optimizer, activations } = transformerMemoryEstimate(config, batch);
  return [
    { use: 'parameters', bytes: parameters },
    { use: 'gradients', bytes: gradients },
    { use: 'optimizer state', bytes: optimizer },
    {
      use: `activations (${batch.rows} rows of ${batch.sourceLength} and ${batch.targetLength} tokens)`,
      bytes: activations,
    },
  ];
}

/** What stands in the place of the counts while the set is not prepared. */
function expectedSection({ data }: TranslationExperiment, folder: string): DescriptionSection {
  const pairs = Object.entries(knownSet(data)?.pairs ?? {});
  return {
    title: 'data',
    ...(pairs.length === 0 ? {} : { table: { columns: ['split', 'pairs (expected)'], rows: pairs } }),
    notes: [`not prepared yet: it will be written to ${folder} by the verb 'prepare'`],
  };
}

function evaluationSection({ training, evaluation, paper }: TranslationExperiment): DescriptionSection {
  const { checkpoint, beam, lengthPenalty, maxLengthA, maxLengthB, paperScore } = evaluation;
  const chosen = {
    best: `the best by validation ${training.selectBy}`,
    last: 'the last',
    average: `the mean of the newest ${training.keepCheckpoints}`,
  }[checkpoint];
  return {
    title: 'evaluation',
    rows: [
      ['checkpoint', chosen],
      ['beam', beam],
      ['length penalty', lengthPenalty],
      ['longest translation', maxLengthA === 0 ? maxLengthB : `${maxLengthA} x source + ${maxLengthB}`],
      ...(paper === undefined ? [] : [["score beside the paper's", paperScore ?? 'none'] as const]),
    ],
  };
}

/** What an experiment is, without training it or starting an engine. */
export async function describeTranslation(context: TaskContext<TranslationExperiment>): Promise<Description> {
  const { experiment, dataFolder } = context;
  const folder = preparedFolder(dataFolder, experiment.data);
  const info = await readPreparedInfo(folder, experiment.data);
  const vocabulary = vocabularyOf(experiment, info);
  const config = modelConfig(experiment, vocabulary);
  const { maxTokens, accumulate } = experiment.training;
  const passes = experiment.rdrop.passes;
  // A typical batch: sentences of 32 tokens under the token budget, every pass of it.
  const length = Math.min(32, maxTokens);
  const rows = passes * Math.floor(maxTokens / length);
  return {
    sections: [
      {
        title: 'model',
        rows: [
          ['vocabulary', `${vocabulary.source} source, ${vocabulary.target} target (${vocabulary.origin})`],
          ['token slots per update', maxTokens * accumulate],
          ['token slots in the forward pass', maxTokens * passes],
        ],
      },
      parameterSection(transformerParameterCounts(config)),
      learningRateSection(
        schedule(experiment.training.schedule),
        scheduleCheckPoints(experiment.training.schedule.warmupUpdates, experiment.training.maxUpdates),
      ),
      memorySection(memoryUses(config, { rows, sourceLength: length, targetLength: length })),
      evaluationSection(experiment),
      ...(info === undefined
        ? [expectedSection(experiment, folder)]
        : await dataSections(context, folder, info)),
    ],
  };
}
