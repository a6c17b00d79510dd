import type { ExperimentHeader } from '@rdrop/experiment';
import type { ImageExperiment } from '../experiment-schema.js';

/** Fine-tuning ViT-B/16 as the official code does, without R-Drop; sets and sizes of the update lie over it. */
export const vitB16Settings = {
  data: {
    set: 'cifar-100',
    imageSize: 384,
    cropScale: [0.05, 1],
    holdOut: 0.02,
    threads: 8,
  },
  model: {
    patch: 16,
    dim: 768,
    ffnDim: 3072,
    heads: 12,
    layers: 12,
    dropout: 0.1,
    attentionDropout: 0,
    pretrained: 'ViT-B_16',
  },
  rdrop: { alpha: 0, passes: 1, everyK: 1, scaling: 'paper' },
  training: {
    optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
    schedule: { kind: 'cosine', peak: 1e-2, warmupUpdates: 500, offset: 1 },
    clipNorm: 1,
    // 512 images an update, as 16 micro-batches.
    batch: 32,
    accumulate: 16,
    maxUpdates: 10_000,
    logEvery: 10,
    validateEvery: 100,
    selectOn: 'valid',
    keepCheckpoints: 2,
  },
  evaluation: { checkpoint: 'best', batch: 64 },
} as const satisfies Omit<ImageExperiment, keyof ExperimentHeader>;

/** ViT-L/16: the paper says no more of it than the size. */
export const vitL16Settings = {
  ...vitB16Settings,
  model: {
    ...vitB16Settings.model,
    dim: 1024,
    ffnDim: 4096,
    heads: 16,
    layers: 24,
    pretrained: 'ViT-L_16',
  },
} as const satisfies Omit<ImageExperiment, keyof ExperimentHeader>;

/** The paper's alpha, on Eq. 4. */
export const rDropOfPaper = { alpha: 0.6, passes: 2, everyK: 1, scaling: 'paper' } as const;

/** The official code's alpha and how it adds up: what an author ran for the paper's number. */
export const rDropOfOfficialCode = { alpha: 0.3, passes: 2, everyK: 1, scaling: 'vit' } as const;
