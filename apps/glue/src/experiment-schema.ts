import { GLUE_TASKS } from '@rdrop/datasets';
import {
  experimentHeader,
  loopSettings,
  positiveInteger,
  rate,
  ratesMatchPasses,
  rDropSettings,
} from '@rdrop/experiment';
import { z } from 'zod';

const dataSettings = z.strictObject({
  task: z.enum(GLUE_TASKS),
  /** `mini`: generated; `glue`: the published files, in the folder of `--from`. */
  source: z.enum(['mini', 'glue']),
  /** Most tokens of a text or pair, special ones included; the longer text gives way. */
  maxLength: positiveInteger,
  /** What batches are padded to: their longest example, rounded up to a multiple of 8, or `maxLength`. */
  padTo: z.enum(['longest', 'max']),
});

const dropouts = {
  /** After the embeddings, after attention and feed-forward layer, and in the head. */
  dropout: rate,
  attentionDropout: rate,
};

const publishedModel = z.strictObject({
  kind: z.literal('published'),
  /** The name of a model on the hub, or a folder with its files. */
  source: z.string().min(1),
  /** A branch, tag or commit of the hub; absent: `main`. */
  revision: z.string().min(1).optional(),
  /** What it is, for describing it where its files are not at hand. */
  size: z.enum(['bert-base', 'roberta-large']),
  ...dropouts,
});

const freshModel = z.strictObject({
  kind: z.literal('fresh'),
  dim: positiveInteger,
  ffnDim: positiveInteger,
  heads: positiveInteger,
  layers: positiveInteger,
  maxPositions: positiveInteger,
  /** Most entries of the WordPiece vocabulary, which is learned on the training text. */
  vocabulary: positiveInteger,
  ...dropouts,
});

const pretrainingSettings = z.strictObject({
  /** Names the pre-trained model, which all experiments of this name share. */
  name: z.string().regex(/^[\w-]+$/, 'expected letters, digits, _ and -'),
  seed: z.int().min(0),
  /** Tokens of a piece of text. */
  length: positiveInteger,
  batch: positiveInteger,
  /** Share of the tokens that are to be predicted. */
  maskShare: z.number().gt(0).lt(1),
  peak: z.number().positive(),
  warmupUpdates: z.int().min(0),
  maxUpdates: positiveInteger,
  logEvery: positiveInteger,
  checkpointEvery: positiveInteger,
});

const trainingSettings = z.strictObject({
  ...loopSettings.shape,
  optimizer: z.strictObject({
    /** Decay of weights alone: biases and layer norms are exempt. */
    kind: z.enum(['adamw', 'hf-adamw']),
    betas: z.tuple([rate, rate]),
    epsilon: z.number().positive(),
    weightDecay: z.number().min(0),
  }),
  /** Linear warm-up, then (1 - progress)^power from `peak` down to `end` at `maxUpdates`. */
  schedule: z.strictObject({
    kind: z.literal('polynomial'),
    peak: z.number().positive(),
    warmupUpdates: z.int().min(0),
    end: z.number().min(0),
    power: z.number().positive(),
  }),
  /** Examples of a micro-batch, before R-Drop doubles it. */
  batch: positiveInteger,
});

/** One experiment of the GLUE task: plain data, strict. */
export const glueExperiment = z
  .strictObject({
    ...experimentHeader.shape,
    data: dataSettings,
    model: z.discriminatedUnion('kind', [publishedModel, freshModel]),
    /** A fresh model is first pre-trained as a masked language model (the command `pretrain`); absent: it is not. */
    pretraining: pretrainingSettings.optional(),
    rdrop: rDropSettings.extend({
      /** How the terms are added up: as in Eq. 4, or as in the official code, whose KL is a sum over the batch. */
      scaling: z.enum(['paper', 'bert', 'roberta']),
    }),
    training: trainingSettings,
    evaluation: z.strictObject({ checkpoint: z.enum(['best', 'last']) }),
  })
  .refine(...ratesMatchPasses)
  .refine(({ model, pretraining }) => pretraining === undefined || model.kind === 'fresh', {
    path: ['pretraining'],
    message: 'expected with model.kind=fresh only; a published model is pre-trained already',
  });

export type GlueExperiment = z.infer<typeof glueExperiment>;
export type FreshModel = z.infer<typeof freshModel>;
export type PretrainingSettings = z.infer<typeof pretrainingSettings>;
