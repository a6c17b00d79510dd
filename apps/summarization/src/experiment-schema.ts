import {
  experimentHeader,
  loopSettings,
  positiveInteger,
  rate,
  ratesMatchPasses,
  rDropSettings,
} from '@rdrop/experiment';
import { z } from 'zod';

/** Every data set; `src/data/corpora.ts` says what each is and where it comes from. */
export const corpusName = z.enum(['mini-stories', 'cnn-dm-samples', 'cnn-dm', 'xsum', 'local']);

const tokenizerSettings = z.union([
  /** A byte-level BPE learned on the training text. */
  z.strictObject({ kind: z.literal('learned'), merges: positiveInteger }),
  /** That of a published checkpoint: a folder, or a model of the hub. */
  z.strictObject({ kind: z.literal('pretrained'), source: z.string() }),
]);

const dataSettings = z.strictObject({
  corpus: corpusName,
  /** For the corpus `local`, any folder of documents and summaries: what to call it in the cache. */
  name: z
    .string()
    .regex(/^[\w-]+$/, 'expected letters, digits, _ and -')
    .optional(),
  tokenizer: tokenizerSettings,
  /** Documents are cut to so many tokens, `<s>` and `</s>` included: the model's positions at most. */
  maxSource: positiveInteger,
  /** Summaries are cut to so many tokens. */
  maxTarget: positiveInteger,
});

const modelSettings = z.strictObject({
  /** The weights before training: random, or those of a published checkpoint, a folder or a model of the hub. */
  start: z.union([z.literal('random'), z.strictObject({ pretrained: z.string() })]),
  dim: positiveInteger,
  ffnDim: positiveInteger,
  heads: positiveInteger,
  encoderLayers: positiveInteger,
  decoderLayers: positiveInteger,
  maxPositions: positiveInteger,
  dropout: rate,
  attentionDropout: rate,
  activationDropout: rate,
});

const trainingSettings = z.strictObject({
  ...loopSettings.shape,
  optimizer: z.strictObject({
    kind: z.literal('fairseq-adam'),
    betas: z.tuple([rate, rate]),
    epsilon: z.number().positive(),
    weightDecay: z.number().min(0),
  }),
  schedule: z.strictObject({
    kind: z.literal('polynomial'),
    peak: z.number().positive(),
    warmupUpdates: z.int().min(0),
    totalUpdates: positiveInteger,
  }),
  labelSmoothing: rate,
  /** Rows times the longest padded side of a micro-batch, before R-Drop doubles it. */
  maxTokens: positiveInteger,
  /** Compute the insides of layers again in the backward pass instead of keeping them: less memory, a third more time. */
  recompute: z.boolean(),
});

const evaluationSettings = z.strictObject({
  beam: positiveInteger,
  lengthPenalty: z.number().min(0),
  /** Tokens before `</s>`, `<s>` included. */
  minLength: z.int().min(0),
  maxLength: positiveInteger,
  /** No sequence of so many tokens occurs twice; 0 allows all. */
  noRepeatNgramSize: z.int().min(0),
  /** Stop when as many summaries as beams have ended. */
  earlyStopping: z.boolean(),
  /** Documents decoded together. */
  batchDocuments: positiveInteger,
  /** `average` is the mean of the newest `training.keepCheckpoints`. */
  checkpoint: z.enum(['best', 'last', 'average']),
});

/** One experiment of the summarization task: plain data, strict. */
export const summarizationExperiment = z
  .strictObject({
    ...experimentHeader.shape,
    data: dataSettings,
    model: modelSettings,
    rdrop: rDropSettings,
    training: trainingSettings,
    evaluation: evaluationSettings,
  })
  .refine(({ data, model }) => Math.max(data.maxSource, data.maxTarget) <= model.maxPositions, {
    path: ['data', 'maxSource'],
    message: 'expected data.maxSource and data.maxTarget of at most model.maxPositions',
  })
  .refine(({ evaluation, model }) => evaluation.maxLength + 2 <= model.maxPositions, {
    path: ['evaluation', 'maxLength'],
    message: 'expected two tokens less than model.maxPositions at most',
  })
  .refine(...ratesMatchPasses);

export type SummarizationExperiment = z.infer<typeof summarizationExperiment>;
export type DataSettings = SummarizationExperiment['data'];
export type CorpusName = z.infer<typeof corpusName>;
