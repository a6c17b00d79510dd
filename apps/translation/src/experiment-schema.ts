import { experimentHeader } from '@rdrop/experiment';
import { z } from 'zod';

const positiveInteger = z.int().min(1);
const rate = z.number().min(0).lt(1);

/** Languages this task can prepare. */
export const language = z.enum(['de', 'en', 'es', 'fr']);

const dataSettings = z.strictObject({
  /** Which corpus; see `src/data/corpora.ts`. */
  corpus: z.enum(['mini-de-en', 'multi30k-de-en', 'iwslt14-de-en', 'iwslt14-slice-de-en', 'local']),
  /** For the corpus `local`, any folder of parallel text: what to call it in the cache. */
  name: z
    .string()
    .regex(/^[\w-]+$/, 'expected letters, digits, _ and -')
    .optional(),
  source: language,
  target: language,
  /** Moses tokenisation of raw text; `none` for text that is tokenised already. */
  tokenizer: z.enum(['moses', 'none']),
  lowercase: z.boolean(),
  /** Moses clean-corpus of the training text, in tokens; absent: no pair is dropped. */
  clean: z
    .strictObject({ ratio: z.number().min(1), minimum: positiveInteger, maximum: positiveInteger })
    .optional(),
  /** Joint byte-pair merges learned on both sides of the training text. */
  bpeMerges: positiveInteger,
  /** One dictionary for both languages, or one for each. */
  dictionary: z.enum(['joined', 'separate']),
  /** Longest side of a training pair in BPE tokens; longer pairs are left out. */
  maxPositions: positiveInteger,
});

const modelSettings = z.strictObject({
  dim: positiveInteger,
  ffnDim: positiveInteger,
  heads: positiveInteger,
  encoderLayers: positiveInteger,
  decoderLayers: positiveInteger,
  share: z.enum(['all', 'decoder', 'none']),
  dropout: rate,
  attentionDropout: rate,
  activationDropout: rate,
  normalizeBefore: z.boolean(),
  activation: z.enum(['relu', 'gelu']),
});

const alphaRamp = z.strictObject({
  kind: z.literal('linear'),
  from: z.number().min(0),
  to: z.number().min(0),
  updates: positiveInteger,
});

const rDropSettings = z.strictObject({
  /** Weight of the divergence, Eq. 4: constant, or a ramp over the first updates. */
  alpha: z.union([z.number().min(0), alphaRamp]),
  /** 1 is the plain baseline, 2 the method. */
  passes: positiveInteger,
  /** R-Drop on every k-th update only. */
  everyK: positiveInteger,
  /** One dropout rate per pass instead of the model's. */
  passRates: z.array(rate).optional(),
});

const trainingSettings = z.strictObject({
  optimizer: z.strictObject({
    kind: z.literal('fairseq-adam'),
    betas: z.tuple([rate, rate]),
    epsilon: z.number().positive(),
    weightDecay: z.number().min(0),
  }),
  schedule: z.strictObject({
    kind: z.literal('inverse-sqrt'),
    peak: z.number().positive(),
    warmupUpdates: z.int().min(0),
    warmupInit: z.number().min(0),
  }),
  labelSmoothing: rate,
  /** Global gradient norm; 0 switches clipping off. */
  clipNorm: z.number().min(0),
  /** Rows times the longest padded side of a micro-batch, before R-Drop doubles it. */
  maxTokens: positiveInteger,
  /** Micro-batches per update. */
  accumulate: positiveInteger,
  maxUpdates: positiveInteger,
  logEvery: positiveInteger,
  validateEvery: positiveInteger,
  /** Validations without a better value before training stops; absent: never. */
  patience: positiveInteger.optional(),
  /** What validation chooses the best checkpoint by. */
  selectBy: z.enum(['bleu', 'loss']),
  /** Recent checkpoints kept beside the best. */
  keepCheckpoints: positiveInteger,
});

const decodingSettings = z.strictObject({
  beam: positiveInteger,
  lengthPenalty: z.number().min(0),
  /** Longest translation: maxLengthA * source length + maxLengthB. */
  maxLengthA: z.number().min(0),
  maxLengthB: z.int().min(0),
  /** Sentences decoded together. */
  batchSentences: positiveInteger,
});

const evaluationSettings = z.strictObject({
  ...decodingSettings.shape,
  /** `average` averages the kept checkpoints. */
  checkpoint: z.enum(['best', 'last', 'average']),
});

/** One experiment of the translation task: plain data, strict. */
export const translationExperiment = z.strictObject({
  ...experimentHeader.shape,
  data: dataSettings,
  model: modelSettings,
  rdrop: rDropSettings,
  training: trainingSettings,
  /** How validation during training decodes. */
  validation: decodingSettings,
  evaluation: evaluationSettings,
});

export type TranslationExperiment = z.infer<typeof translationExperiment>;
export type DataSettings = TranslationExperiment['data'];
export type Language = z.infer<typeof language>;
