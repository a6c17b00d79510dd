import type { ExperimentHeader } from '@rdrop/experiment';
import type { ImageExperiment } from '../experiment-schema.js';
import { rDropOfPaper, vitB16Settings, vitL16Settings } from './vit-settings.js';

/** Updates and rates of ImageNet are not published: 20,000 updates of 512, as Dosovitskiy et al. fine-tune it. */
const imagenet = {
  data: { ...vitB16Settings.data, set: 'imagenet', holdOut: 0.01 },
  training: {
    ...vitB16Settings.training,
    maxUpdates: 20_000,
    validateEvery: 1000,
  },
} as const satisfies Partial<Omit<ImageExperiment, keyof ExperimentHeader>>;

export const imagenetVitBBaseline = {
  ...vitB16Settings,
  ...imagenet,
  title: 'ImageNet, ViT-B/16 fine-tuned',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 6, row: 'ViT-B/16', column: 'ImageNet', value: 83.97 },
} as const satisfies ImageExperiment;

export const imagenetVitBRDrop = {
  ...imagenetVitBBaseline,
  title: 'ImageNet, ViT-B/16 fine-tuned + R-Drop',
  method: 'r-drop',
  paper: { table: 6, row: 'ViT-B/16 + R-Drop', column: 'ImageNet', value: 84.38 },
  rdrop: rDropOfPaper,
} as const satisfies ImageExperiment;

export const imagenetVitLBaseline = {
  ...vitL16Settings,
  ...imagenet,
  title: 'ImageNet, ViT-L/16 fine-tuned',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 6, row: 'ViT-L/16', column: 'ImageNet', value: 85.15 },
} as const satisfies ImageExperiment;

export const imagenetVitLRDrop = {
  ...imagenetVitLBaseline,
  title: 'ImageNet, ViT-L/16 fine-tuned + R-Drop',
  method: 'r-drop',
  paper: { table: 6, row: 'ViT-L/16 + R-Drop', column: 'ImageNet', value: 85.57 },
  rdrop: rDropOfPaper,
} as const satisfies ImageExperiment;
