import type { SetName } from '../experiment-schema.js';

/** What is known of a set before it is prepared here. */
export interface KnownSet {
  readonly title: string;
  readonly classes: number;
  readonly train: number;
  readonly test: number;
  /** What the images of `test` are called in the tables. */
  readonly testName: string;
  /** Where the raw files are from. */
  readonly origin: string;
}

export const knownSets: Readonly<Record<SetName, KnownSet>> = {
  'mini-images': {
    title: 'generated 32x32 images of shapes, textures and arrangements',
    classes: 20,
    train: 2400,
    test: 1000,
    testName: 'test',
    origin: 'generated',
  },
  'cifar-100-subset': {
    title: 'a part of CIFAR-100, its classes kept',
    classes: 100,
    train: 20_000,
    test: 5000,
    testName: 'test',
    origin:
      '--from DIR with train.bin, test.bin (or .gz) and the names of the classes, as in the binary version',
  },
  'cifar-100': {
    title: 'CIFAR-100, binary version',
    classes: 100,
    train: 50_000,
    test: 10_000,
    testName: 'test',
    origin: 'fetched from its page, or --from DIR with the archive or its files',
  },
  imagenet: {
    title: 'ImageNet (ILSVRC 2012)',
    classes: 1000,
    train: 1_281_167,
    test: 50_000,
    testName: 'val',
    origin:
      '--from DIR with the folders train and val, a folder for each class, or ILSVRC2012_img_train.tar and ILSVRC2012_img_val.tar',
  },
};
