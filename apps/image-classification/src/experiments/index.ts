import type { ImageExperiment } from '../experiment-schema.js';
import {
  cifar100VitBBaseline,
  cifar100VitBOfficial,
  cifar100VitBRDrop,
  cifar100VitLBaseline,
  cifar100VitLRDrop,
} from './cifar-100.js';
import { cifar100SubsetBaseline, cifar100SubsetRDrop } from './cifar-100-subset.js';
import {
  imagenetVitBBaseline,
  imagenetVitBRDrop,
  imagenetVitLBaseline,
  imagenetVitLRDrop,
} from './imagenet.js';
import { miniImagesBaseline, miniImagesRDrop } from './mini-images.js';

/** Every experiment of the task, by the name that `--experiment` takes. */
export const experiments: Readonly<Record<string, ImageExperiment>> = {
  'mini-images-baseline': miniImagesBaseline,
  'mini-images-rdrop': miniImagesRDrop,
  'cifar-100-subset-baseline': cifar100SubsetBaseline,
  'cifar-100-subset-rdrop': cifar100SubsetRDrop,
  'cifar-100-vit-b-baseline': cifar100VitBBaseline,
  'cifar-100-vit-b-rdrop': cifar100VitBRDrop,
  'cifar-100-vit-b-official': cifar100VitBOfficial,
  'cifar-100-vit-l-baseline': cifar100VitLBaseline,
  'cifar-100-vit-l-rdrop': cifar100VitLRDrop,
  'imagenet-vit-b-baseline': imagenetVitBBaseline,
  'imagenet-vit-b-rdrop': imagenetVitBRDrop,
  'imagenet-vit-l-baseline': imagenetVitLBaseline,
  'imagenet-vit-l-rdrop': imagenetVitLRDrop,
};
