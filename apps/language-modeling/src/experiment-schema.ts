import {
  experimentHeader,
  loopSettings,
  positiveInteger,
  rate,
  ratesMatchPasses,
  rDropSettings,
} from '@rdrop/experiment';
import { z } from 'zod';

/** Every corpus; `src/data/corpora.ts` says where each comes from. */
export const corpusName = z.enum(['mini', 'wikitext-103-prefix', 'wikitext-2', 'wikitext-103', 'local']);

const dataSettings = z.strictObject({
  corpus: corpusName,
  /** For the corpus `local`, any folder of text: what to call it in the cache. */
  name: z
    .string()
    .regex(/^[\w-]+$/, 'expected letters, digits, _ and -')
    .optional(),
  /** Words that the training text has less often are `<unk>`; absent: none, the text has its own `<unk>` already. */
  threshold: positiveInteger.optional(),
});

const fullVocabulary = z.strictObject({
  kind: z.literal('full'),
  /** The output projection is the embedding. */
  tied: z.boolean(),
});

const adaptiveVocabulary = z.strictObject({
  kind: z.literal('adaptive'),
  /** First word of every band but the first; words are numbered by frequency. */
  cutoffs: z.array(positiveInteger).min(1),
  /** Band i has vectors of width dim / factor^i. */
  factor: z.number().min(1),
  tieWeights: z.boolean(),
  tieProjections: z.boolean(),
  tailDropout: rate,
});

const modelSettings = z.strictObject({
  dim: positiveInteger,
  ffnDim: positiveInteger,
  heads: positiveInteger,
  layers: positiveInteger,
  words: z.discriminatedUnion('kind', [fullVocabulary, adaptiveVocabulary]),
  dropout: rate,
  attentionDropout: rate,
  activationDropout: rate,
  activation: z.enum(['relu', 'gelu']),
  normalizeBefore: z.boolean(),
  /** A layer norm after the last layer. */
  finalNorm: z.boolean(),
});

const optimizerSettings = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fairseq-adam'),
    betas: z.tuple([rate, rate]),
    epsilon: z.number().positive(),
    weightDecay: z.number().min(0),
  }),
  z.strictObject({ kind: z.literal('nag'), momentum: rate, weightDecay: z.number().min(0) }),
]);

const scheduleSettings = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('inverse-sqrt'),
    peak: z.number().positive(),
    warmupUpdates: positiveInteger,
    warmupInit: z.number().min(0),
  }),
  z.strictObject({
    kind: z.literal('cosine-restarts'),
    peak: z.number().positive(),
    minimum: z.number().min(0),
    warmupUpdates: z.int().min(0),
    warmupInit: z.number().min(0),
    periodUpdates: positiveInteger,
    periodFactor: z.number().min(1),
    shrink: z.number().positive(),
  }),
]);

const trainingSettings = z.strictObject({
  ...loopSettings.shape,
  optimizer: optimizerSettings,
  schedule: scheduleSettings,
  /** Tokens of a block, in training and in validation. */
  block: positiveInteger,
  /** Blocks of a micro-batch, before R-Drop doubles it. */
  rows: positiveInteger,
});

const evaluationSettings = z.strictObject({
  /** Tokens that the model sees at once. */
  block: positiveInteger,
  /** Tokens before each window's own that are read but not counted. */
  context: z.int().min(0),
  /** Windows computed together. */
  rows: positiveInteger,
  checkpoint: z.enum(['best', 'last']),
});

/** One experiment of the language-modeling task: plain data, strict. */
export const languageModelingExperiment = z
  .strictObject({
    ...experimentHeader.shape,
    data: dataSettings,
    model: modelSettings,
    rdrop: z.strictObject({
      ...rDropSettings.shape,
      /** How far passes lie apart under an adaptive softmax; per cluster, as the official code has it, unless given. */
      divergence: z.enum(['per-cluster', 'exact']).optional(),
    }),
    training: trainingSettings,
    evaluation: evaluationSettings,
  })
  .refine(({ evaluation }) => evaluation.context < evaluation.block, {
    path: ['evaluation', 'context'],
    message: 'expected less than evaluation.block: a window counts what is left',
  })
  .refine(...ratesMatchPasses);

export type LanguageModelingExperiment = z.infer<typeof languageModelingExperiment>;
export type DataSettings = LanguageModelingExperiment['data'];
export type CorpusName = z.infer<typeof corpusName>;
