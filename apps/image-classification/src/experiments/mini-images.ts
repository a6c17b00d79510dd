import type { ExperimentHeader } from '@rdrop/experiment';
import type { ImageExperiment } from '../experiment-schema.js';
import { cifar100SubsetSettings } from './cifar-100-subset.js';
import { rDropOfPaper } from './vit-settings.js';

/** Generated images, a tiny ViT: the whole path in half a minute on two cores. */
const miniImagesSettings = {
  ...cifar100SubsetSettings,
  data: { ...cifar100SubsetSettings.data, set: 'mini-images', cropScale: [0.7, 1], holdOut: 0.1 },
  model: { ...cifar100SubsetSettings.model, patch: 8, dim: 64, ffnDim: 128, layers: 3 },
  training: {
    ...cifar100SubsetSettings.training,
    schedule: { kind: 'cosine', peak: 2e-3, warmupUpdates: 100, offset: 0 },
    batch: 48,
    maxUpdates: 1200,
    logEvery: 100,
    validateEvery: 300,
  },
} as const satisfies Omit<ImageExperiment, keyof ExperimentHeader>;

export const miniImagesBaseline = {
  ...miniImagesSettings,
  title: 'Generated images, tiny ViT',
  scale: 'mini',
  method: 'baseline',
} as const satisfies ImageExperiment;

export const miniImagesRDrop = {
  ...miniImagesSettings,
  title: 'Generated images, tiny ViT + R-Drop',
  scale: 'mini',
  method: 'r-drop',
  rdrop: rDropOfPaper,
} as const satisfies ImageExperiment;
