import type { ExperimentHeader } from '@rdrop/experiment';
import type { ImageExperiment } from '../experiment-schema.js';
import { rDropOfPaper } from './vit-settings.js';

/** A small ViT from scratch on a fifth of CIFAR-100's images a class: what two cores do in an hour. */
export const cifar100SubsetSettings = {
  data: {
    set: 'cifar-100-subset',
    imageSize: 32,
    // Crops of 5 % leave nothing of a 32x32 image to learn from when training starts from scratch.
    cropScale: [0.4, 1],
    holdOut: 0.05,
    threads: 1,
  },
  model: {
    patch: 4,
    dim: 128,
    ffnDim: 256,
    heads: 4,
    layers: 4,
    dropout: 0.1,
    attentionDropout: 0,
    pretrained: 'none',
  },
  rdrop: { alpha: 0, passes: 1, everyK: 1, scaling: 'paper' },
  training: {
    // From scratch; the paper fine-tunes, with SGD.
    optimizer: { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.05 },
    schedule: { kind: 'cosine', peak: 1e-3, warmupUpdates: 300, offset: 0 },
    clipNorm: 1,
    batch: 64,
    accumulate: 1,
    maxUpdates: 6000,
    logEvery: 100,
    validateEvery: 500,
    selectOn: 'valid',
    keepCheckpoints: 1,
  },
  evaluation: { checkpoint: 'best', batch: 100 },
} as const satisfies Omit<ImageExperiment, keyof ExperimentHeader>;

export const cifar100SubsetBaseline = {
  ...cifar100SubsetSettings,
  title: 'Part of CIFAR-100, small ViT from scratch',
  scale: 'small',
  method: 'baseline',
} as const satisfies ImageExperiment;

export const cifar100SubsetRDrop = {
  ...cifar100SubsetSettings,
  title: 'Part of CIFAR-100, small ViT from scratch + R-Drop',
  scale: 'small',
  method: 'r-drop',
  rdrop: rDropOfPaper,
} as const satisfies ImageExperiment;
