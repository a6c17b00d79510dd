import {
  experimentHeader,
  loopSettings,
  positiveInteger,
  rate,
  ratesMatchPasses,
  rDropSettings,
} from '@rdrop/experiment';
import { z } from 'zod';

/** Languages this task can prepare. */
export const language = z.enum(['de', 'en', 'es', 'fr', 'zh']);

/** Every corpus; `src/data/corpora.ts` says what each is and how it is prepared. Both directions share one name. */
export const corpusName = z.enum([
  'mini-de-en',
  'multi30k-de-en',
  'iwslt14-slice-de-en',
  'iwslt14-de-en',
  'iwslt14-es-en',
  'iwslt17-fr-en',
  'iwslt17-zh-en',
  'wmt14-en-de',
  'wmt14-en-fr',
  'local',
]);

const dataSettings = z.strictObject({
  /** Which corpus; see `src/data/corpora.ts`. */
  corpus: corpusName,
  /** For the corpus `local`, any folder of parallel text: what to call it in the cache. */
  name: z
    .string()
    .regex(/^[\w-]+$/, 'expected letters, digits, _ and -')
    .optional(),
  source: language,
  target: language,
  /** Moses scripts that run before the tokeniser, in this order; absent: none. */
  normalize: z
    .strictObject({
      /** `replace-unicode-punctuation.perl`. */
      unicodePunctuation: z.boolean(),
      /** `normalize-punctuation.perl`. */
      punctuation: z.boolean(),
      /** `remove-non-printing-char.perl`. */
      nonPrinting: z.boolean(),
      /** Whether the test sets go through them too, or the training text alone. */
      tests: z.boolean(),
    })
    .optional(),
  /** Moses tokenisation of raw text (jieba for Chinese); `none` for text that is tokenised already. */
  tokenizer: z.enum(['moses', 'none']),
  /** Moses `-a`: a hyphen between letters or digits becomes a token. Default false. */
  splitHyphens: z.boolean().optional(),
  /** Whether Moses writes quotes, brackets and the like as entities. Default true; false is `-no-escape`. */
  escape: z.boolean().optional(),
  lowercase: z.boolean(),
  /** Moses clean-corpus of the training text; absent: no pair is dropped. */
  clean: z
    .strictObject({
      ratio: z.number().min(1),
      minimum: positiveInteger,
      maximum: positiveInteger,
      /** What is counted: words, before anything else is made of them, or pieces of byte-pair encoding. Default words. */
      unit: z.enum(['words', 'pieces']).optional(),
    })
    .optional(),
  /** Every so many training pairs one is held out for validation; absent: the corpus has a validation set of its own. */
  holdOutEvery: positiveInteger.optional(),
  /** Byte-pair merges learned on the training text. */
  bpeMerges: positiveInteger,
  /** Merges learned on both sides together, or `bpeMerges` for each. Default joint. */
  bpe: z.enum(['joint', 'separate']).optional(),
  /** One dictionary for both languages, or one for each. */
  dictionary: z.enum(['joined', 'separate']),
  /** Most symbols of a dictionary, special ones included; absent: all. */
  maxSymbols: positiveInteger.optional(),
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

const trainingSettings = z.strictObject({
  ...loopSettings.shape,
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
  /** Rows times the longest padded side of a micro-batch, before R-Drop doubles it. */
  maxTokens: positiveInteger,
  /** What validation chooses the best checkpoint by. */
  selectBy: z.enum(['bleu', 'loss']),
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

/** The kinds of BLEU; not comparable with one another. */
export const scoreKind = z.enum(['tokenised', 'compound-split', 'sacrebleu']);

const evaluationSettings = z.strictObject({
  ...decodingSettings.shape,
  /** `average` is the mean of the newest `training.keepCheckpoints`. */
  checkpoint: z.enum(['best', 'last', 'average']),
  /** The score that the paper's number is one of, on the first test set; see `evaluation/scores.ts`. */
  paperScore: scoreKind.optional(),
});

/** One experiment of the translation task: plain data, strict. */
export const translationExperiment = z
  .strictObject({
    ...experimentHeader.shape,
    data: dataSettings,
    model: modelSettings,
    rdrop: rDropSettings,
    training: trainingSettings,
    /** How validation during training decodes. */
    validation: decodingSettings,
    evaluation: evaluationSettings,
  })
  .refine(({ data, model }) => model.share !== 'all' || data.dictionary === 'joined', {
    path: ['model', 'share'],
    message: "'all' needs one dictionary for both languages; take 'decoder', or data.dictionary=joined",
  })
  .refine(({ paper, evaluation }) => paper === undefined || evaluation.paperScore !== undefined, {
    path: ['evaluation', 'paperScore'],
    message: "expected, as the experiment has a number of the paper's",
  })
  .refine(...ratesMatchPasses);

export type TranslationExperiment = z.infer<typeof translationExperiment>;
export type DataSettings = TranslationExperiment['data'];
export type CorpusName = z.infer<typeof corpusName>;
export type Language = z.infer<typeof language>;
export type ScoreKind = z.infer<typeof scoreKind>;
