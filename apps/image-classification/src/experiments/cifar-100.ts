import type { ImageExperiment } from '../experiment-schema.js';
import { rDropOfOfficialCode, rDropOfPaper, vitB16Settings, vitL16Settings } from './vit-settings.js';

export const cifar100VitBBaseline = {
  ...vitB16Settings,
  title: 'CIFAR-100, ViT-B/16 fine-tuned',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 6, row: 'ViT-B/16', column: 'CIFAR-100', value: 92.64 },
} as const satisfies ImageExperiment;

export const cifar100VitBRDrop = {
  ...cifar100VitBBaseline,
  title: 'CIFAR-100, ViT-B/16 fine-tuned + R-Drop',
  method: 'r-drop',
  paper: { table: 6, row: 'ViT-B/16 + R-Drop', column: 'CIFAR-100', value: 93.29 },
  rdrop: rDropOfPaper,
} as const satisfies ImageExperiment;

export const cifar100VitLBaseline = {
  ...vitL16Settings,
  title: 'CIFAR-100, ViT-L/16 fine-tuned',
  scale: 'paper',
  method: 'baseline',
  paper: { table: 6, row: 'ViT-L/16', column: 'CIFAR-100', value: 93.44 },
} as const satisfies ImageExperiment;

export const cifar100VitLRDrop = {
  ...cifar100VitLBaseline,
  title: 'CIFAR-100, ViT-L/16 fine-tuned + R-Drop',
  method: 'r-drop',
  paper: { table: 6, row: 'ViT-L/16 + R-Drop', column: 'CIFAR-100', value: 93.85 },
  rdrop: rDropOfPaper,
} as const satisfies ImageExperiment;

/** As an author of the paper says the number was reached: 224 pixels, 8e-3, 20,000 updates, selected on the test images. */
export const cifar100VitBOfficial = {
  ...vitB16Settings,
  title: 'CIFAR-100, ViT-B/16 fine-tuned + R-Drop as the official code adds it up',
  scale: 'paper',
  method: 'r-drop',
  data: { ...vitB16Settings.data, imageSize: 224, holdOut: 0 },
  rdrop: rDropOfOfficialCode,
  training: {
    ...vitB16Settings.training,
    schedule: { ...vitB16Settings.training.schedule, peak: 8e-3 },
    maxUpdates: 20_000,
    selectOn: 'test',
  },
} as const satisfies ImageExperiment;
