import type { ExperimentHeader } from '@rdrop/experiment';
import type { SummarizationExperiment } from '../experiment-schema.js';

/** BART-large on CNN/DailyMail with the settings of the official training script, without R-Drop. */
export const cnnDmSettings = {
  data: {
    corpus: 'cnn-dm',
    tokenizer: { kind: 'pretrained', source: 'facebook/bart-large' },
    maxSource: 1024,
    maxTarget: 1024,
  },
  model: {
    start: { pretrained: 'facebook/bart-large' },
    dim: 1024,
    ffnDim: 4096,
    heads: 16,
    encoderLayers: 12,
    decoderLayers: 12,
    maxPositions: 1024,
    dropout: 0.1,
    attentionDropout: 0.1,
    activationDropout: 0,
  },
  rdrop: { alpha: 0, passes: 1, everyK: 1 },
  training: {
    optimizer: { kind: 'fairseq-adam', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 },
    schedule: { kind: 'polynomial', peak: 3e-5, warmupUpdates: 500, totalUpdates: 20_000 },
    labelSmoothing: 0.1,
    clipNorm: 0.1,
    // 1,024 tokens, 16 times, on each of four GPUs.
    maxTokens: 1024,
    accumulate: 64,
    maxUpdates: 20_000,
    logEvery: 100,
    validateEvery: 'epoch',
    keepCheckpoints: 1,
    recompute: true,
  },
  evaluation: {
    beam: 4,
    lengthPenalty: 2,
    minLength: 55,
    maxLength: 140,
    noRepeatNgramSize: 3,
    earlyStopping: true,
    batchDocuments: 32,
    checkpoint: 'best',
  },
} as const satisfies Omit<SummarizationExperiment, keyof ExperimentHeader>;

/** The baseline that the paper quotes: BART as published. */
export const cnnDmBaseline = {
  ...cnnDmSettings,
  title: 'CNN/DailyMail, BART-large',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 4, row: 'BART', column: 'R-1', value: 44.16 },
} as const satisfies SummarizationExperiment;

/** The paper's run: the same, with alpha 0.7. */
export const cnnDmRDrop = {
  ...cnnDmBaseline,
  title: 'CNN/DailyMail, BART-large + R-Drop',
  method: 'r-drop',
  paper: { table: 4, row: 'BART + R-Drop', column: 'R-1', value: 44.51 },
  rdrop: { alpha: 0.7, passes: 2, everyK: 1 },
} as const satisfies SummarizationExperiment;
