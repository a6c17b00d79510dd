import { batchPlanStatistics, SUMMARY_PARTS } from '@rdrop/datasets';
import {
  type Description,
  type DescriptionSection,
  learningRateSection,
  memorySection,
  parameterSection,
  scheduleCheckPoints,
  type TaskContext,
} from '@rdrop/experiment';
import { type BartConfig, bartMemoryEstimate, bartParameterCounts } from '@rdrop/nn';
import { schedule } from '@rdrop/training';
import { KNOWN_COUNTS } from './data/corpora.js';
import { preparedFolder, type PreparedInfo } from './data/prepared-layout.js';
import { openPreparedSet, readPreparedInfo } from './data/prepared-set.js';
import type { SummarizationExperiment } from './experiment-schema.js';
import { modelConfig } from './model.js';
import { trainingPlan } from './training/batches.js';

/** Tokens of BART's published vocabulary, `<mask>` included. */
const BART_VOCABULARY = 50_265;

function vocabularyOf(
  { data }: SummarizationExperiment,
  info: PreparedInfo | undefined,
): { size: number; origin: string } {
  if (info !== undefined) return { size: info.vocabulary, origin: 'of the prepared set' };
  if (data.tokenizer.kind === 'pretrained')
    return { size: BART_VOCABULARY, origin: "of BART's published tokenizer" };
  return { size: 256 + 5 + data.tokenizer.merges, origin: 'at most; the set is not prepared' };
}

async function dataSections(
  { experiment, seed }: TaskContext<SummarizationExperiment>,
  folder: string,
  info: PreparedInfo,
): Promise<DescriptionSection[]> {
  const prepared = await openPreparedSet(folder, experiment.data);
  const train = await prepared.stored('train');
  train.close();
  const plan = trainingPlan(train.lengths, experiment, seed);
  const { batches, sourceTokens, targetTokens, paddingShare } = batchPlanStatistics(plan, train.lengths);
  const { accumulate, maxUpdates } = experiment.training;
  const cut = Array.from(train.lengths.source).filter(
    (length) => length === experiment.data.maxSource,
  ).length;
  return [
    {
      title: 'data',
      table: {
        columns: ['part', 'pairs', 'document tokens', 'summary tokens'],
        rows: SUMMARY_PARTS.map((part) => {
          const { pairs = 0, sourceTokens: source = 0, targetTokens: target = 0 } = info.parts[part] ?? {};
          return [part, pairs, source, target];
        }),
      },
    },
    {
      title: 'updates',
      rows: [
        ['batches per epoch', batches],
        ['training documents cut to their limit', cut],
        ['document tokens per update (mean)', Math.round((sourceTokens / batches) * accumulate)],
        ['summary tokens per update (mean)', Math.round((targetTokens / batches) * accumulate)],
        ['padding', `${(100 * paddingShare).toFixed(1)} %`],
        ['epochs until the last update', Number(((maxUpdates * accumulate) / batches).toFixed(1))],
      ],
    },
  ];
}

/** What stands in the place of the counts while the set is not prepared. */
function expectedSection({ data }: SummarizationExperiment, folder: string): DescriptionSection {
  const known = KNOWN_COUNTS[data.corpus];
  const rows = known === undefined ? [] : SUMMARY_PARTS.map((part) => [part, known[part]] as const);
  return {
    title: 'data',
    ...(rows.length === 0 ? {} : { table: { columns: ['part', 'pairs (expected)'], rows } }),
    notes: [`not prepared yet: it will be written to ${folder} by the verb 'prepare'`],
  };
}

/** A full micro-batch of documents as long as they may be: rows, and tokens of both sides. */
function largestBatch({ data, training, rdrop }: SummarizationExperiment) {
  const rows = rdrop.passes * Math.max(1, Math.floor(training.maxTokens / data.maxSource));
  return { rows, sourceLength: data.maxSource, targetLength: Math.min(data.maxTarget, 128) };
}

function memoryUses(
  experiment: SummarizationExperiment,
  config: BartConfig,
): { use: string; bytes: number }[] {
  const batch = largestBatch(experiment);
  const of = (recompute: boolean) => bartMemoryEstimate(config, batch, { recompute });
  const { parameters, gradients, optimizer, activations } = of(experiment.training.recompute);
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

function evaluationSection({ evaluation, training }: SummarizationExperiment): DescriptionSection {
  const chosen = {
    best: 'the best by validation loss',
    last: 'the last',
    average: `the mean of the newest ${training.keepCheckpoints}`,
  }[evaluation.checkpoint];
  return {
    title: 'evaluation',
    rows: [
      ['checkpoint', chosen],
      ['beam', evaluation.beam],
      ['length penalty', evaluation.lengthPenalty],
      ['summary tokens', `${evaluation.minLength} to ${evaluation.maxLength}`],
      [
        'repeated sequences',
        evaluation.noRepeatNgramSize === 0 ? 'allowed' : `none of ${evaluation.noRepeatNgramSize} tokens`,
      ],
    ],
  };
}

/** What an experiment is, without training it or starting an engine. */
export async function describeSummarization(
  context: TaskContext<SummarizationExperiment>,
): Promise<Description> {
  const { experiment, dataFolder } = context;
  const folder = preparedFolder(dataFolder, experiment.data);
  const info = await readPreparedInfo(folder);
  const vocabulary = vocabularyOf(experiment, info);
  const config = modelConfig(experiment, vocabulary.size);
  const { start } = experiment.model;
  const { schedule: rates, maxTokens, accumulate, maxUpdates, recompute } = experiment.training;
  return {
    sections: [
      {
        title: 'model',
        rows: [
          ['starts from', start === 'random' ? 'random weights' : start.pretrained],
          ['vocabulary', `${vocabulary.size} (${vocabulary.origin})`],
          ['updates', maxUpdates],
          ['token slots per update', maxTokens * accumulate],
          ['token slots in the forward pass', maxTokens * experiment.rdrop.passes],
          ['layers in the backward pass', recompute ? 'computed again' : 'kept'],
        ],
      },
      parameterSection(bartParameterCounts(config)),
      learningRateSection(schedule(rates), scheduleCheckPoints(rates.warmupUpdates, maxUpdates)),
      memorySection(memoryUses(experiment, config)),
      evaluationSection(experiment),
      ...(info === undefined
        ? [expectedSection(experiment, folder)]
        : await dataSections(context, folder, info)),
    ],
  };
}
